package dev.pmxcfs.ipc.admin;

import dev.pmxcfs.state.change.ImportAll;
import dev.pmxcfs.state.change.ImportMode;
import dev.pmxcfs.state.change.ImportedEntry;
import dev.qbipc.linux.Errno;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What one connection has sent to be imported, which waits here until it is committed, and is
 * dropped when the connection ends.
 */
final class PendingImport {

  /** The size of the C server's file system, in bytes: no import can be of use that is larger. */
  static final long MAX_SIZE = 128L * 1024 * 1024;

  private final StoredFiles files;
  private final ImportBudget budget;
  private final PagedAnswer preview;
  private List<ImportedEntry> entries = new ArrayList<>();
  private ImportMode mode = ImportMode.MERGE;

  // What follows is guarded by the monitor, since any thread ends it.
  private long size;
  private boolean ended;

  /**
   * @param budget what all connections' imports share
   * @param pageSize the most bytes that an answer may have
   */
  PendingImport(StoredFiles files, ImportBudget budget, int pageSize) {
    this.files = files;
    this.budget = budget;
    this.preview = new PagedAnswer(pageSize);
  }

  Buffer begin(Buffer payload) {
    String name = new String(Fields.decode(payload, 1).get(0), StandardCharsets.US_ASCII);
    forget();
    mode = ImportMode.valueOf(name);
    return Buffer.buffer();
  }

  Buffer add(Buffer payload) throws RefusedException {
    List<ImportedEntry> added = ImportDescriptor.decode(payload);
    if (isTooMuch(payload.length())) {
      forget();
      throw new RefusedException(
          Errno.ENOSPC, "the import is larger than " + MAX_SIZE + " bytes (ENOSPC)");
    }
    if (!takeOfBudget(payload.length())) {
      forget();
      throw new RefusedException(
          Errno.ENOSPC,
          "other imports that are not finished take up the memory that there is for all of them;"
              + " try again when they are (ENOSPC)");
    }
    entries.addAll(added);
    return Buffer.buffer();
  }

  private synchronized boolean isTooMuch(int bytes) {
    return size + bytes > MAX_SIZE;
  }

  /** Nothing is taken any more when the connection has ended. */
  private synchronized boolean takeOfBudget(int bytes) {
    boolean taken = !ended && budget.take(bytes);
    size += taken ? bytes : 0;
    return taken;
  }

  private synchronized void release() {
    budget.release(size);
    size = 0;
  }

  /** The connection has ended. Any thread may call it. */
  synchronized void end() {
    ended = true;
    release();
  }

  Future<Buffer> commit(Buffer payload) throws RefusedException {
    Fields.decode(payload, 0);
    var change = new ImportAll(entries, mode);
    entries = new ArrayList<>();
    try {
      return FileRequests.submit(files, change).onComplete(done -> forget());
    } catch (RefusedException e) {
      forget();
      throw e;
    }
  }

  Buffer preview(Buffer payload) throws RefusedException {
    PageDescriptor page = PageDescriptor.decode(payload);
    if (page.from() > 0) {
      return preview.page(page.from());
    }
    // where no change is taken, not even one of nothing is
    files.change(new ImportAll(List.of(), ImportMode.MERGE));
    var change = new ImportAll(entries, mode);
    return preview.begin(
        DifferenceDescriptor.encode(files.previewImport(change, handedOver -> {})));
  }

  private void forget() {
    entries = new ArrayList<>();
    release();
    mode = ImportMode.MERGE;
    preview.begin(Buffer.buffer());
  }
}

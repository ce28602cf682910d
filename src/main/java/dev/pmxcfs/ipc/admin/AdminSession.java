package dev.pmxcfs.ipc.admin;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.ipc.log.LogLevels;
import dev.pmxcfs.ipc.modules.ModuleStatus;
import dev.pmxcfs.ipc.modules.ServedModules;
import dev.pmxcfs.ipc.stats.ServiceObserver;
import dev.pmxcfs.state.ClusterState;
import dev.pmxcfs.state.change.Change;
import dev.pmxcfs.state.change.ImportAll;
import dev.pmxcfs.state.change.ImportMode;
import dev.pmxcfs.state.change.ImportedEntry;
import dev.pmxcfs.state.change.Outcome.Refused;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * What the admin service does for one connection, and keeps for it. Requests of a connection come
 * one after the other; each method answers one.
 */
final class AdminSession {

  private static final Logger LOG = LoggerFactory.getLogger(AdminSession.class);

  /** The size of the C server's file system, in bytes: no import can be of use that is larger. */
  static final long MAX_IMPORT_SIZE = 128L * 1024 * 1024;

  private static final Buffer NOTHING = Buffer.buffer();

  private final StoredFiles files;
  private final ServedModules modules;
  private final ServiceObserver observer;
  private final ImportBudget budget;
  private final int pageSize;
  private final VirtualFiles virtualFiles;
  private Buffer parts = Buffer.buffer();
  private Buffer report = NOTHING;
  private Buffer descriptors = NOTHING;

  /** The text that is read page after page, as it was when that began. */
  private Optional<Buffer> virtual = Optional.empty();

  private List<ImportedEntry> pending = new ArrayList<>();
  private long pendingSize;
  private boolean ended;
  private ImportMode mode = ImportMode.MERGE;
  private Buffer preview = NOTHING;

  /**
   * @param budget what all sessions' imports share
   * @param pageSize the most bytes that an answer may have
   */
  AdminSession(
      ClusterState state,
      ServedModules modules,
      ServiceObserver observer,
      ImportBudget budget,
      int pageSize) {
    this.files = new StoredFiles(state);
    this.virtualFiles = new VirtualFiles(state);
    this.modules = modules;
    this.observer = observer;
    this.budget = budget;
    this.pageSize = pageSize;
  }

  Buffer list(Buffer payload) throws RefusedException {
    PageDescriptor page = PageDescriptor.decode(payload);
    Iterator<ByteString> names = files.list(page.path()).stream().skip(page.from()).iterator();
    Buffer answer = Buffer.buffer();
    while (names.hasNext()) {
      byte[] name = names.next().toArray();
      if (answer.length() + Fields.LENGTH_SIZE + name.length > pageSize) {
        break;
      }
      Fields.append(answer, name);
    }
    return answer;
  }

  Buffer read(Buffer payload) throws RefusedException {
    PageDescriptor page = PageDescriptor.decode(payload);
    if (page.from() > 0 && virtual.isPresent()) {
      return page(virtual.get(), page.from());
    }
    virtual = virtualFiles.read(page.path()).map(Buffer::buffer);
    return virtual.isPresent()
        ? page(virtual.get(), page.from())
        : page(files.read(page.path()), page.from());
  }

  /** Copies no more than the page. */
  private Buffer page(byte[] all, int begin) {
    int from = Math.min(begin, all.length);
    return Buffer.buffer().appendBytes(all, from, Math.min(pageSize, all.length - from));
  }

  /** Keeps a part of a request that is too large for a message. */
  Buffer part(Buffer payload) throws RefusedException {
    checkSize(payload);
    parts.appendBuffer(payload);
    return NOTHING;
  }

  /** A payload behind the parts that were sent before it. */
  Buffer whole(Buffer payload) throws RefusedException {
    if (parts.length() == 0) {
      return payload;
    }
    checkSize(payload);
    Buffer whole = parts.appendBuffer(payload);
    parts = Buffer.buffer();
    return whole;
  }

  private void checkSize(Buffer payload) throws RefusedException {
    if (parts.length() + payload.length() > AdminService.MAX_REQUEST_SIZE) {
      parts = Buffer.buffer();
      throw new RefusedException(
          Errno.EMSGSIZE,
          "a request is larger than " + AdminService.MAX_REQUEST_SIZE + " bytes (EMSGSIZE)");
    }
  }

  private Buffer page(Buffer all, int begin) {
    int from = Math.min(begin, all.length());
    return all.slice(from, Math.min(from + pageSize, all.length()));
  }

  Future<Buffer> change(Buffer payload) throws RefusedException {
    try {
      return submit(ChangeRequestDescriptor.decode(payload));
    } catch (TreeException e) {
      throw new RefusedException(e);
    }
  }

  private Future<Buffer> submit(Change change) throws RefusedException {
    return Future.fromCompletionStage(files.submit(change))
        .compose(
            outcome ->
                outcome instanceof Refused refused
                    ? Future.failedFuture(new RefusedException(refused.reason()))
                    : Future.succeededFuture(NOTHING));
  }

  Buffer importBegin(Buffer payload) {
    String name = new String(Fields.decode(payload, 1).get(0), StandardCharsets.US_ASCII);
    forgetImport();
    mode = ImportMode.valueOf(name);
    return NOTHING;
  }

  Buffer importEntries(Buffer payload) throws RefusedException {
    List<ImportedEntry> entries = ImportDescriptor.decode(payload);
    if (pendingSize + payload.length() > MAX_IMPORT_SIZE) {
      forgetImport();
      throw new RefusedException(
          Errno.ENOSPC, "the import is larger than " + MAX_IMPORT_SIZE + " bytes (ENOSPC)");
    }
    if (!takeOfBudget(payload.length())) {
      forgetImport();
      throw new RefusedException(
          Errno.ENOSPC,
          "other imports that are not finished take up the memory that there is for all of them;"
              + " try again when they are (ENOSPC)");
    }
    pending.addAll(entries);
    return NOTHING;
  }

  /** Nothing is taken any more when the connection has ended. */
  private synchronized boolean takeOfBudget(int bytes) {
    boolean taken = !ended && budget.take(bytes);
    pendingSize += taken ? bytes : 0;
    return taken;
  }

  private synchronized void release() {
    budget.release(pendingSize);
    pendingSize = 0;
  }

  /** The connection has ended. Any thread may call it. */
  synchronized void end() {
    ended = true;
    release();
  }

  Future<Buffer> importCommit(Buffer payload) throws RefusedException {
    Fields.decode(payload, 0);
    var change = new ImportAll(pending, mode);
    pending = new ArrayList<>();
    try {
      return submit(change).onComplete(done -> forgetImport());
    } catch (RefusedException e) {
      forgetImport();
      throw e;
    }
  }

  Buffer importPreview(Buffer payload) throws RefusedException {
    PageDescriptor page = PageDescriptor.decode(payload);
    if (page.from() == 0) {
      // where no change is taken, not even one of nothing is
      files.change(new ImportAll(List.of(), ImportMode.MERGE));
      var change = new ImportAll(pending, mode);
      preview = DifferenceDescriptor.encode(files.previewImport(change, handedOver -> {}));
    }
    return page(preview, page.from());
  }

  private void forgetImport() {
    pending = new ArrayList<>();
    release();
    mode = ImportMode.MERGE;
    preview = NOTHING;
  }

  Buffer modules(Buffer payload) {
    int from = PageDescriptor.decode(payload).from();
    if (from == 0) {
      report = new JsonArray(modules.list().stream().map(ModuleStatus::toJson).toList()).toBuffer();
    }
    return page(report, from);
  }

  Buffer descriptors(Buffer payload) {
    int from = PageDescriptor.decode(payload).from();
    if (from == 0) {
      descriptors = Fields.encode(modules.descriptors().toArray(byte[][]::new));
    }
    return page(descriptors, from);
  }

  Future<Buffer> swap(Buffer payload) {
    return answer(modules.swap(Path.of(text(payload))));
  }

  Future<Buffer> rollBack(Buffer payload) {
    return answer(modules.rollBack(text(payload)));
  }

  Future<Buffer> unload(Buffer payload) {
    return answer(modules.unload(text(payload)));
  }

  private static String text(Buffer payload) {
    return new String(Fields.decode(payload, 1).get(0), StandardCharsets.UTF_8);
  }

  private static Future<Buffer> answer(Future<ModuleStatus> change) {
    return change.map(status -> status.toJson().toBuffer());
  }

  Buffer logLevel(Buffer payload) {
    if (payload.length() > 0) {
      Level level = LogLevels.parse(text(payload));
      LOG.info("the log level is {} from now on", LogLevels.name(level));
      LogLevels.set(level);
    }
    return Buffer.buffer(LogLevels.name(LogLevels.get()));
  }

  Future<Buffer> stats(Buffer payload) {
    int from = PageDescriptor.decode(payload).from();
    Future<Buffer> whole =
        from > 0
            ? Future.succeededFuture(report)
            : observer.report().map(made -> made.toJson().toBuffer());
    return whole.map(
        all -> {
          report = all;
          return page(all, from);
        });
  }
}

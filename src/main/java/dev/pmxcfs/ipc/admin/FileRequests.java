package dev.pmxcfs.ipc.admin;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.change.Change;
import dev.pmxcfs.state.change.Outcome;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The requests of one connection about single configuration files. */
final class FileRequests {

  private final StoredFiles files;
  private final VirtualFiles virtualFiles;
  private final int pageSize;

  /** Of the file that is read, if it is one that the server makes up. */
  private Optional<PagedAnswer> virtual = Optional.empty();

  /**
   * @param pageSize the most bytes that an answer may have
   */
  FileRequests(StoredFiles files, VirtualFiles virtualFiles, int pageSize) {
    this.files = files;
    this.virtualFiles = virtualFiles;
    this.pageSize = pageSize;
  }

  Buffer list(Buffer payload) throws RefusedException {
    PageDescriptor page = PageDescriptor.decode(payload);
    return page(files.list(page.path()), page.from(), ByteString::toArray);
  }

  Buffer status(Buffer payload) throws RefusedException {
    byte[] path = Fields.decode(payload, 1).get(0);
    if (virtualFiles.read(path).isPresent()) {
      throw new RefusedException(
          Errno.EACCES,
          new ConfigPath(path) + ": is made by the server, and has nothing but contents (EACCES)");
    }
    return Buffer.buffer(EntryStatusDescriptor.encode(files.status(path)));
  }

  Buffer entries(Buffer payload) throws RefusedException {
    PageDescriptor page = PageDescriptor.decode(payload);
    return page(files.entries(page.path()), page.from(), EntryStatusDescriptor::encode);
  }

  /** As many fields as fit. */
  private <T> Buffer page(List<T> all, int from, Function<T, byte[]> encoding) {
    Iterator<T> left = all.stream().skip(from).iterator();
    Buffer answer = Buffer.buffer();
    while (left.hasNext()) {
      byte[] field = encoding.apply(left.next());
      if (answer.length() + Fields.LENGTH_SIZE + field.length > pageSize) {
        break;
      }
      Fields.append(answer, field);
    }
    return answer;
  }

  Buffer read(Buffer payload) throws RefusedException {
    PageDescriptor page = PageDescriptor.decode(payload);
    if (page.from() > 0 && virtual.isPresent()) {
      return virtual.get().page(page.from());
    }
    virtual = virtualFiles.read(page.path()).map(this::paged);
    return virtual.isPresent()
        ? virtual.get().page(page.from())
        : page(files.read(page.path()), page.from());
  }

  private PagedAnswer paged(byte[] text) {
    var answer = new PagedAnswer(pageSize);
    answer.begin(Buffer.buffer(text));
    return answer;
  }

  /** Copies no more than the page. */
  private Buffer page(byte[] all, int begin) {
    int from = Math.min(begin, all.length);
    return Buffer.buffer().appendBytes(all, from, Math.min(pageSize, all.length - from));
  }

  Future<Buffer> change(Buffer payload) throws RefusedException {
    try {
      return submit(files, ChangeRequestDescriptor.decode(payload));
    } catch (TreeException e) {
      throw new RefusedException(e);
    }
  }

  /** Has a change made, and answers the version of the tree with it. */
  static Future<Buffer> submit(StoredFiles files, Change change) throws RefusedException {
    return Future.fromCompletionStage(files.submit(change)).compose(FileRequests::answer);
  }

  private static Future<Buffer> answer(Outcome outcome) {
    try {
      return Future.succeededFuture(Buffer.buffer().appendLong(outcome.orThrow().version()));
    } catch (TreeException e) {
      return Future.failedFuture(new RefusedException(e));
    }
  }
}

package dev.pmxcfs.ipc.admin;

import dev.qbipc.server.Threading;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/**
 * The operations of the admin service. An error's payload is a line that says what is wrong.
 *
 * <p>A connection's reads see the files as they were when it was opened. What it sends to be
 * imported waits in the server until it is committed, and is dropped when the connection ends.
 */
enum AdminOperation {
  /** A {@link PageDescriptor} of a directory's path; answers names, as {@link Fields}. */
  LIST(1, Threading.READER, now((session, payload) -> session.files().list(payload))),
  /** A {@link PageDescriptor} of a file's path; answers bytes of the file. */
  READ(2, Threading.READER, now((session, payload) -> session.files().read(payload))),
  /** A {@link ChangeRequestDescriptor change} of the files; answers the tree's version with it. */
  CHANGE(3, Threading.READER, (session, payload) -> session.files().change(payload)),
  /** {@link Fields}: an import's mode. Begins the import, without what was sent before. */
  IMPORT_BEGIN(
      7, Threading.READER, now((session, payload) -> session.pendingImport().begin(payload))),
  /** Adds {@link ImportDescriptor entries} to the import. */
  IMPORT_ENTRIES(
      8, Threading.READER, now((session, payload) -> session.pendingImport().add(payload))),
  /** Makes the import, in one transaction; answers as a change. */
  IMPORT_COMMIT(9, Threading.READER, (session, payload) -> session.pendingImport().commit(payload)),
  /** A {@link PageDescriptor} without a path; answers bytes of a list made at byte 0, of JSON. */
  MODULES_LIST(10, Threading.READER, now((session, payload) -> session.server().modules(payload))),
  /** {@link Fields}: a jar's path. This and the next two answer the module, as JSON. */
  MODULES_SWAP(11, Threading.READER, (session, payload) -> session.server().swap(payload)),
  /** {@link Fields}: a module's name. */
  MODULES_ROLLBACK(12, Threading.READER, (session, payload) -> session.server().rollBack(payload)),
  /** {@link Fields}: a module's name. */
  MODULES_UNLOAD(13, Threading.READER, (session, payload) -> session.server().unload(payload)),
  /** A {@link PageDescriptor} without a path; answers bytes of a report that is made at byte 0. */
  STATS(14, Threading.READER, (session, payload) -> session.server().stats(payload)),
  /** A {@link PageDescriptor} without a path; answers bytes of {@link Fields}, the descriptors. */
  MODULES_DESCRIBE(
      15, Threading.READER, now((session, payload) -> session.server().descriptors(payload))),
  /** {@link Fields}: a level to log from, or nothing; answers the level's name. */
  LOG_LEVEL(16, Threading.READER, now((session, payload) -> session.server().logLevel(payload))),
  /**
   * A {@link PageDescriptor} without a path; answers bytes of the {@link DifferenceDescriptor
   * changes} that the import would make, worked out at byte 0.
   */
  IMPORT_PREVIEW(
      17, Threading.WORKER, now((session, payload) -> session.pendingImport().preview(payload))),
  /** A {@link PageDescriptor} without a path; answers bytes of the latest events, as JSON. */
  BLACKBOX(30, Threading.READER, now((session, payload) -> session.server().blackbox(payload))),
  /** Bytes that the payload of the next request begins with which is not a part. */
  PART(18, Threading.READER, now(AdminSession::part)),
  /** {@link Fields}: a path; answers an {@link EntryStatusDescriptor entry}. */
  STATUS(19, Threading.READER, now((session, payload) -> session.files().status(payload))),
  /**
   * A {@link PageDescriptor} of a directory's path; answers {@link EntryStatusDescriptor entries},
   * as {@link Fields}.
   */
  ENTRIES(20, Threading.READER, now((session, payload) -> session.files().entries(payload))),
  /**
   * A {@link PageDescriptor} without a path; answers bytes of the {@link WatchDescriptor tree} at
   * byte 0. Begins to watch it, or begins anew.
   */
  WATCH_BEGIN(21, Threading.WORKER, now((session, payload) -> session.watch().begin(payload))),
  /** Answers {@link WatchDescriptor changes} that were not told yet, when there are any. */
  WATCH_NEXT(22, Threading.READER, (session, payload) -> session.watch().next(payload));

  /** What answers a request. */
  @FunctionalInterface
  interface Handler {

    /**
     * @param payload the request's
     * @return the answer's payload
     * @throws RefusedException if the files refuse it
     * @throws IllegalArgumentException if the payload is not laid out as the operation demands
     */
    Future<Buffer> answer(AdminSession session, Buffer payload) throws RefusedException;
  }

  /** What answers a request at once. */
  @FunctionalInterface
  private interface PromptHandler {

    Buffer answer(AdminSession session, Buffer payload) throws RefusedException;
  }

  private static Handler now(PromptHandler handler) {
    return (session, payload) -> Future.succeededFuture(handler.answer(session, payload));
  }

  private final int id;
  private final Threading threading;
  private final Handler handler;

  AdminOperation(int id, Threading threading, Handler handler) {
    this.id = id;
    this.threading = threading;
    this.handler = handler;
  }

  /** The message id. */
  int id() {
    return id;
  }

  /** What takes long runs on a worker; changes are answered when the database has them. */
  Threading threading() {
    return threading;
  }

  Handler handler() {
    return handler;
  }
}

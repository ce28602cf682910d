package dev.pmxcfs.ipc.admin;

import dev.pmxcfs.ipc.modules.ServedModules;
import dev.pmxcfs.ipc.stats.ServiceObserver;
import dev.pmxcfs.state.ClusterState;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.Semaphore;

/**
 * What the admin service does for one connection, and keeps for it. Requests of a connection come
 * one after the other.
 */
final class AdminSession {

  private final ClusterState state;
  private final LongRequest request = new LongRequest();
  private final FileRequests files;
  private final PendingImport pendingImport;
  private final ServerRequests server;
  private final TreeWatch watch;

  /**
   * @param budget what all sessions' imports share
   * @param watches places for those of all sessions that watch the files
   * @param pageSize the most bytes that an answer may have
   */
  AdminSession(
      ClusterState state,
      ServedModules modules,
      ServiceObserver observer,
      ImportBudget budget,
      Semaphore watches,
      int pageSize) {
    this.state = state;
    var stored = new StoredFiles(state);
    files = new FileRequests(stored, new VirtualFiles(state), pageSize);
    pendingImport = new PendingImport(stored, budget, pageSize);
    server = new ServerRequests(modules, observer, pageSize);
    watch = new TreeWatch(state, watches, pageSize);
  }

  /** The state that the session's requests are about, to be settled before they are answered. */
  ClusterState state() {
    return state;
  }

  /** Keeps a part of a request that is too large for a message. */
  Buffer part(Buffer payload) throws RefusedException {
    request.add(payload);
    return Buffer.buffer();
  }

  /** A payload behind the parts that were sent before it. */
  Buffer whole(Buffer payload) throws RefusedException {
    return request.whole(payload);
  }

  FileRequests files() {
    return files;
  }

  PendingImport pendingImport() {
    return pendingImport;
  }

  ServerRequests server() {
    return server;
  }

  TreeWatch watch() {
    return watch;
  }

  /** The connection has ended, or is about to. Any thread may call it. */
  void end() {
    pendingImport.end();
    watch.end();
  }
}

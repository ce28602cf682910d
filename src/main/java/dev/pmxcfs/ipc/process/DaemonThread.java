package dev.pmxcfs.ipc.process;

/** A thread apart from those of Vert.x, which may hang when the service is to end. */
public final class DaemonThread {

  private DaemonThread() {}

  /** Starts a thread that does not keep the process from ending. */
  public static void start(String name, Runnable action) {
    var thread = new Thread(action, name);
    thread.setDaemon(true);
    thread.start();
  }
}

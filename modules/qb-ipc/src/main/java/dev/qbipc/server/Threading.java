package dev.qbipc.server;

/** Where an operation runs. */
public enum Threading {
  /** On the thread that read the request: no hop. For operations that never block. */
  READER,
  /** On an event loop. */
  EVENT_LOOP,
  /** On a worker thread, where it may block. */
  WORKER,
  /** On a virtual thread, where the JDK has them (21 and later). */
  VIRTUAL_THREAD
}

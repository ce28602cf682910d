package dev.pmxcfs.mount;

/** Whether the server logs each of its steps, which {@code .debug} shows and sets. */
public interface DebugLogging {

  /** Whether it does. */
  boolean isOn();

  /** Has it log them, or not. Must not block. */
  void set(boolean on);
}

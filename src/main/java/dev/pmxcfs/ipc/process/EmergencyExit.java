package dev.pmxcfs.ipc.process;

import dev.pmxcfs.ipc.log.LastLine;
import dev.pmxcfs.ipc.log.StandardError;
import io.vertx.core.impl.VertxThread;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.locks.LockSupport;

/**
 * Ends the process at once when a thread has ended that the service needs, or when memory has run
 * out: clients of a process that only looks alive would wait for ever, while a supervisor starts it
 * again after its end.
 *
 * <p>From then on nothing is allocated, no class is loaded, and nothing waits longer than two
 * seconds.
 */
public final class EmergencyExit {

  /** The exit status; Java's own with {@code -XX:+ExitOnOutOfMemoryError}. */
  public static final int STATUS = 3;

  /**
   * How long the last lines may take, those of the log and one of this class: perhaps they are not
   * read.
   */
  private static final long SAYING_MILLIS = 2_000;

  private static final LastLine OUT_OF_MEMORY =
      new LastLine("there is no memory left, so the service ends (status 3)");
  private static final LastLine THREAD_LOST =
      new LastLine("a thread ended by a fault of this program, so the service ends (status 3)");

  private static final FileOutputStream STANDARD_ERROR = new FileOutputStream(FileDescriptor.err);

  private static final Thread SPEAKER = new Thread(EmergencyExit::speak, "last words");

  /** Of an event loop's thread: whether its Vert.x is being closed, so that it may end. */
  private static final ThreadLocal<Boolean> MAY_END = new ThreadLocal<>();

  /** Whether the process serves, and has not begun to end in order. */
  private static volatile boolean armed;

  private static volatile LastLine lastLine;

  /** What is said before the last line; null if nothing is. */
  private static volatile LastWords lastWords;

  private EmergencyExit() {}

  /** What a process has to say at such an end. */
  @FunctionalInterface
  public interface LastWords {

    /** Writes it, without allocating anything. */
    void write(OutputStream out) throws IOException;
  }

  /** Says something more at such an end, in front of the line that tells of it. */
  public static void say(LastWords words) {
    lastWords = words;
  }

  /** Ends the process from now on when a thread is lost. */
  public static synchronized void arm() {
    if (SPEAKER.getState() == Thread.State.NEW) {
      SPEAKER.setDaemon(true);
      SPEAKER.start();
      Thread.UncaughtExceptionHandler log = Thread.getDefaultUncaughtExceptionHandler();
      Thread.setDefaultUncaughtExceptionHandler(
          (thread, failure) -> uncaught(thread, failure, log));
    }
    armed = true;
  }

  /** Lets threads end: the process does. */
  public static void disarm() {
    armed = false;
  }

  /**
   * What an event loop's thread runs, and does not come back from while the process serves, unless
   * its Vert.x is closed by {@link ProgramVertx#close}. (Netty takes the error that ends the loop
   * for its log, so that it gets no further.)
   */
  static Runnable eventLoop(Runnable loop, String name) {
    var line = new LastLine("the thread " + name + " has ended, so the service ends (status 3)");
    return () -> {
      // Now, since nothing may be allocated at the end.
      MAY_END.set(false);
      try {
        loop.run();
      } finally {
        if (!MAY_END.get()) {
          end(line);
        }
      }
    };
  }

  /** Lets the event loop that calls it end. */
  static void letEnd() {
    MAY_END.set(true);
  }

  private static void uncaught(
      Thread thread, Throwable failure, Thread.UncaughtExceptionHandler log) {
    if (failure instanceof OutOfMemoryError) {
      end(OUT_OF_MEMORY);
    }
    try {
      if (log != null) {
        log.uncaughtException(thread, failure);
      }
    } finally {
      // others, such as modules' own, take their work with them and nothing else
      if (failure instanceof VirtualMachineError || thread instanceof VertxThread) {
        end(THREAD_LOST);
      }
    }
  }

  private static void end(LastLine line) {
    if (!armed) {
      return;
    }
    lastLine = line;
    LockSupport.unpark(SPEAKER);
    try {
      SPEAKER.join(SAYING_MILLIS);
    } catch (InterruptedException e) {
      // it ends all the same
    }
    Runtime.getRuntime().halt(STATUS);
  }

  private static void speak() {
    while (lastLine == null) {
      LockSupport.park();
    }
    try {
      StandardError.flush();
      writeLastWords();
    } finally {
      lastLine.write();
    }
  }

  private static void writeLastWords() {
    LastWords words = lastWords;
    if (words == null) {
      return;
    }
    try {
      words.write(STANDARD_ERROR);
    } catch (IOException e) {
      // there is no other place for it
    }
  }
}

package dev.pmxcfs.ipc.cli.config.lock;

import dev.pmxcfs.ipc.admin.RefusedException;
import dev.pmxcfs.ipc.cli.base.CommandFailedException;
import dev.pmxcfs.ipc.cli.base.ExitStatus;
import dev.pmxcfs.ipc.process.DaemonThread;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * A command that runs as long as a lock is held. The lock is renewed meanwhile, and given back when
 * the command has ended, or when this program is told to end and has told the command so. If the
 * lock is lost, the command is told to end.
 */
final class LockedCommand {

  private static final int RENEWAL_SECONDS = 30;
  private static final int RETRY_SECONDS = 1;

  /** A server that does not answer is asked again. */
  private static final int ANSWER_SECONDS = 10;

  /**
   * Somebody else gets a lock that is not renewed for 120 s (operations, section 7). The command is
   * told before, and has the rest of the time to end.
   */
  private static final long LOST_NANOS = TimeUnit.SECONDS.toNanos(100);

  /** All locks are young when a server starts. */
  private static final String EXPIRES =
      "expires in 120 s, or 120 s after the next start of the server";

  private static final long RELEASE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final long TAKE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final TreeLock lock;
  private final List<String> command;
  private final Consumer<String> notes;

  // What follows is guarded by the monitor, since a signal ends it from another thread.
  private Process process;
  private boolean isTaken;
  private boolean isEnding;
  private boolean isDoubtTold;

  private long renewedNanos;

  /** Whether it was told that something other than another holder is waited for. */
  private boolean isWaitTold;

  /**
   * @param command and its arguments
   * @param notes takes what is to be told beside what the command says
   */
  LockedCommand(TreeLock lock, List<String> command, Consumer<String> notes) {
    this.lock = lock;
    this.command = command;
    this.notes = notes;
  }

  /**
   * Takes the lock, and runs the command to its end.
   *
   * @param wait how long to wait for the lock
   * @return the command's exit status, 128 and the number of a signal that ended it; that of a lock
   *     that others hold if it was lost
   * @throws CommandFailedException if it is not to be had in time
   */
  int run(Duration wait) throws RefusedException, IOException {
    // before there is a lock to be given back
    var hook = new Thread(this::endBySignal, "end of the lock");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      take(wait);
      start();
      return hold() ? process.exitValue() : ExitStatus.HELD.code();
    } finally {
      release();
      remove(hook);
    }
  }

  private static void remove(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // A signal ends the program already, and the hook finds nothing left to do.
    }
  }

  /** A server that is not there, or loses its answers, is waited for as another holder is. */
  private void take(Duration wait) throws RefusedException, IOException {
    long end = System.nanoTime() + wait.toNanos();
    renewedNanos = System.nanoTime();
    boolean isLast = wait.isZero();
    while (!isTaken(isLast)) {
      if (isLast) {
        throw new CommandFailedException(
            ExitStatus.HELD,
            lock
                + " is held ('pmxcfs-ipc status' says by whom), and was so for "
                + wait.toSeconds()
                + " s");
      }
      LockSupport.parkNanos(TAKE_NANOS);
      renewedNanos = System.nanoTime();
      isLast = renewedNanos - end >= 0;
    }
    if (isWaitTold) {
      notes.accept(lock + " is held now, and the command is run");
    }
  }

  private boolean isTaken(boolean isLast) throws RefusedException, IOException {
    try {
      return isTaken();
    } catch (RefusedException | IOException | CommandFailedException e) {
      if (isLast || !isPassing(e)) {
        throw e;
      }
      if (!isWaitTold) {
        isWaitTold = true;
        notes.accept(lock + " cannot be taken yet, which is tried again: " + e.getMessage());
      }
      return false;
    }
  }

  private synchronized boolean isPassing(Exception e) {
    if (e instanceof RefusedException refused) {
      return TreeLock.isPassing(refused);
    } else if (e instanceof CommandFailedException failure) {
      return !isEnding && failure.status() != ExitStatus.REFUSED;
    }
    return true;
  }

  private synchronized boolean isTaken() throws RefusedException, IOException {
    checkIsNotEnding();
    isTaken = lock.take();
    return isTaken;
  }

  private synchronized void start() {
    checkIsNotEnding();
    try {
      process = new ProcessBuilder(command).inheritIO().start();
    } catch (IOException e) {
      throw new CommandFailedException(
          ExitStatus.NOT_FOUND, command.get(0) + ": cannot be run: " + e.getMessage(), e);
    }
  }

  private void checkIsNotEnding() {
    if (isEnding) {
      throw new CommandFailedException("told to end before the command was run");
    }
  }

  /** Renews the lock until the command has ended. False if it was lost. */
  private boolean hold() {
    int seconds = RENEWAL_SECONDS;
    while (!hasEndedWithin(seconds)) {
      // others count from when the server renews it, which is later
      long begun = System.nanoTime();
      try {
        if (!answered(lock::renew)) {
          return lost("somebody has removed it");
        }
        renewedNanos = begun;
        seconds = RENEWAL_SECONDS;
      } catch (RefusedException | IOException | CommandFailedException e) {
        seconds = RETRY_SECONDS;
        if (System.nanoTime() - renewedNanos > LOST_NANOS) {
          return lost("it could not be renewed for 100 s: " + e.getMessage());
        }
      }
    }
    return true;
  }

  /** On a thread apart, since a server may be there and not answer. */
  private static <T> T answered(Callable<T> step) throws RefusedException, IOException {
    var attempt = new FutureTask<>(step);
    DaemonThread.start("step of the lock", attempt);
    try {
      return attempt.get(ANSWER_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IOException("the server has not answered for " + ANSWER_SECONDS + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the server was asked", e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof RefusedException refusal) {
        throw refusal;
      } else if (cause instanceof RuntimeException failure) {
        throw failure;
      }
      throw cause instanceof IOException failure ? failure : new IOException(cause);
    }
  }

  private boolean hasEndedWithin(int seconds) {
    try {
      return process.waitFor(seconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private boolean lost(String reason) {
    notes.accept(lock + " is lost, and the command is told to end: " + reason);
    process.destroy();
    awaitEnd();
    return false;
  }

  private void endBySignal() {
    Process running;
    synchronized (this) {
      isEnding = true;
      running = process;
    }
    if (running != null) {
      running.destroy();
      awaitEnd();
    }
    release();
  }

  private void awaitEnd() {
    boolean isInterrupted = false;
    while (process.isAlive()) {
      try {
        process.waitFor();
      } catch (InterruptedException e) {
        isInterrupted = true;
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Gives it back, if it is not yet. A server that is being restarted is waited for. */
  private synchronized void release() {
    long begun = System.nanoTime();
    while (isTaken) {
      try {
        answered(lock::release);
        isTaken = false;
      } catch (RefusedException | IOException | CommandFailedException e) {
        if (System.nanoTime() - begun > RELEASE_NANOS) {
          notes.accept(lock + " is not given back, and " + EXPIRES + ": " + e.getMessage());
          isTaken = false;
        }
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(RETRY_SECONDS));
      }
    }
    if (!isDoubtTold && mayBeLeft()) {
      isDoubtTold = true;
      notes.accept(
          lock
              + " may be left behind by this command: whether it was made is not known; if so, it "
              + EXPIRES);
    }
  }

  private boolean mayBeLeft() {
    try {
      return lock.isInDoubt() && answered(lock::mayBeLeft);
    } catch (RefusedException | IOException | CommandFailedException e) {
      return true;
    }
  }
}

package dev.pmxcfs.ipc.cli.stats;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The keys that are pressed on a terminal, each at once and without an echo. However the program
 * ends, the terminal is as before and its cursor at the start of a line.
 */
public final class Keys implements AutoCloseable {

  /** No key was pressed. */
  static final char NONE = 0;

  private final BlockingQueue<Character> pressed = new LinkedBlockingQueue<>();
  private final Terminal terminal;
  private final Optional<String> settings;
  private final Thread restoring = new Thread(this::restore, "restore the terminal");

  private Keys(Terminal terminal) {
    this.terminal = terminal;
    this.settings = terminal.settings();
    Runtime.getRuntime().addShutdownHook(restoring);
    if (settings.isPresent()) {
      terminal.set("-icanon", "-echo", "min", "1", "time", "0");
      var reader = new Thread(this::read, "keys");
      reader.setDaemon(true);
      reader.start();
    }
  }

  static Keys of(Terminal terminal) {
    return new Keys(terminal);
  }

  private void read() {
    try (InputStream in = new FileInputStream(terminal.device().toFile())) {
      for (int key = in.read(); key >= 0; key = in.read()) {
        pressed.add((char) key);
      }
    } catch (IOException e) {
      // the terminal is gone or cannot be read: there are no keys
    }
  }

  /** Waits for a key, so long at most. */
  char next(long nanos) {
    try {
      Character key = pressed.poll(nanos, TimeUnit.NANOSECONDS);
      return key == null ? NONE : key;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 'q';
    }
  }

  private void restore() {
    settings.ifPresent(terminal::set);
    System.out.println();
    System.out.flush();
  }

  @Override
  public void close() {
    if (Runtime.getRuntime().removeShutdownHook(restoring)) {
      restore();
    }
  }
}

package dev.pmxcfs.ipc.log;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A stream that stands still, or fails, until it is told to go on. */
final class StallingStream extends OutputStream {

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private boolean stalls;
  private boolean fails;
  private int waiting;

  /** Has writers wait from now on. */
  synchronized void stall() {
    stalls = true;
  }

  /** Has writers fail from now on. */
  synchronized void fail() {
    fails = true;
    stalls = false;
    notifyAll();
  }

  synchronized void goOn() {
    stalls = false;
    fails = false;
    notifyAll();
  }

  /** Waits until somebody waits to write. */
  synchronized void awaitWriter() throws InterruptedException {
    while (waiting == 0) {
      wait();
    }
  }

  synchronized List<String> lines() {
    return written.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Override
  public void write(int character) throws IOException {
    write(new byte[] {(byte) character}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
    waiting++;
    notifyAll();
    try {
      while (stalls) {
        wait();
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    } finally {
      waiting--;
    }
    if (fails) {
      throw new IOException("on purpose");
    }
    written.write(bytes, offset, length);
  }
}

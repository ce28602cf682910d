package dev.pmxcfs.state.os;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.util.Arrays;

/** An open file, for reading. For one thread. */
public final class OpenFile implements AutoCloseable {

  private static final int CHUNK = 64 * 1024;

  private final int fd;
  private final FileStatus status;

  OpenFile(int fd, FileStatus status) {
    this.fd = fd;
    this.status = status;
  }

  /** What the file was when it was opened. */
  public FileStatus status() {
    return status;
  }

  /**
   * Reads from the start to the end, or as much as is wanted.
   *
   * @param most the most bytes to read
   */
  public byte[] read(int most) throws SystemCallException {
    byte[] data = new byte[(int) Math.min(most, Math.max(status.size(), 0))];
    int length = 0;
    try (var chunk = new Memory(CHUNK)) {
      while (true) {
        long wanted = Math.min(CHUNK, most - length);
        long got = wanted == 0 ? 0 : Libc.read(fd, Pointer.nativeValue(chunk), wanted);
        if (got > 0) {
          int end = length + (int) got;
          if (end > data.length) {
            data = Arrays.copyOf(data, Math.min(most, Math.max(end, 2 * data.length)));
          }
          chunk.read(0, data, length, (int) got);
          length = end;
        } else if (got == 0) {
          return length == data.length ? data : Arrays.copyOf(data, length);
        } else if (Libc.errno() != SystemCallException.EINTR) {
          throw new SystemCallException(Libc.errno());
        }
      }
    }
  }

  @Override
  public void close() {
    Libc.close(fd);
  }
}

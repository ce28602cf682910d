package dev.qbipc.linux.file;

import static dev.qbipc.linux.libc.Libc.libc;

import dev.qbipc.linux.libc.Libc;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * The size of a terminal's window, which the kernel keeps ({@code struct winsize}, ioctl_tty(2)).
 *
 * <pre>
 *      0  ws_row       16 bits, characters
 *      2  ws_col       16 bits, characters
 *      4  ws_xpixel    16 bits, unused
 *      6  ws_ypixel    16 bits, unused
 * </pre>
 *
 * @param rows in characters
 * @param columns in characters
 */
public record WindowSize(int rows, int columns) {

  private static final int ROWS_OFFSET = 0;
  private static final int COLUMNS_OFFSET = 2;
  private static final int SIZE = 8;

  private static final int STANDARD_OUTPUT = 1;

  /**
   * {@return the size of the terminal that standard output is; empty if it is none, or has no size}
   */
  public static Optional<WindowSize> ofStandardOutput() {
    return of(STANDARD_OUTPUT);
  }

  static Optional<WindowSize> of(int fd) {
    byte[] answer = new byte[SIZE];
    if (libc().ioctl(fd, Libc.TIOCGWINSZ, answer) != 0) {
      return Optional.empty();
    }
    ByteBuffer size = ByteBuffer.wrap(answer).order(ByteOrder.nativeOrder());
    int rows = Short.toUnsignedInt(size.getShort(ROWS_OFFSET));
    int columns = Short.toUnsignedInt(size.getShort(COLUMNS_OFFSET));
    return rows > 0 && columns > 0 ? Optional.of(new WindowSize(rows, columns)) : Optional.empty();
  }
}

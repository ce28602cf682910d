package dev.qbipc.hostile;

import static org.junit.Assert.assertEquals;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A ring's file as its owner can change it beside all mappings. */
final class RingFile {

  private RingFile() {}

  /**
   * Gives a file another length; what it loses is gone from all mappings at once.
   *
   * @return the length that it has then, asked by descriptor: the server may remove it any time
   */
  static long resize(Path file, long length) {
    try (var open = new RandomAccessFile(file.toFile(), "rw")) {
      open.setLength(length);
      return open.length();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Truncates files to nothing. The server may remove those that come last before it is done. */
  static void empty(List<Path> files) {
    var open = new ArrayList<RandomAccessFile>();
    try {
      for (Path file : files) {
        open.add(new RandomAccessFile(file.toFile(), "rw"));
      }
      for (RandomAccessFile file : open) {
        file.setLength(0);
        assertEquals(0, file.length());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      open.forEach(RingFile::close);
    }
  }

  /** All its bytes, by the file and not by a mapping. */
  static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void close(RandomAccessFile file) {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

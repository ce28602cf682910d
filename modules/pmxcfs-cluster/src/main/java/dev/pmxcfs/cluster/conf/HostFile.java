package dev.pmxcfs.cluster.conf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** A file of the host that is replaced as a whole, so that nobody reads half of it. Blocks. */
final class HostFile {

  private final Path path;

  HostFile(Path path) {
    this.path = path;
  }

  /** What it holds; empty if it is not there. */
  Optional<CorosyncConf> read() throws IOException {
    try {
      return Optional.of(new CorosyncConf(Files.readAllBytes(path)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Replaces it, readable by everybody; it is on the disk when this returns. */
  void replace(CorosyncConf conf) throws IOException {
    Path directory = path.toAbsolutePath().getParent();
    Path written = Files.createTempFile(directory, "." + path.getFileName() + ".", null);
    try {
      try (FileChannel file = FileChannel.open(written, StandardOpenOption.WRITE)) {
        ByteBuffer data = ByteBuffer.wrap(conf.data());
        while (data.hasRemaining()) {
          file.write(data);
        }
        file.force(true);
      }
      Files.setPosixFilePermissions(written, PosixFilePermissions.fromString("rw-r--r--"));
      Files.move(written, path, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(written);
    }
  }

  /** The path. */
  @Override
  public String toString() {
    return path.toString();
  }
}

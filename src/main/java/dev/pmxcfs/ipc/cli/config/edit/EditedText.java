package dev.pmxcfs.ipc.cli.config.edit;

import dev.pmxcfs.api.ByteString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file for an editor, in a directory that nobody else can enter. It stays unless discarded. */
final class EditedText implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EditedText.class);

  private static final String DIRECTORY = "pmxcfs-ipc-edit-";

  /** As long as names are on Linux' disks. */
  private static final int MAX_NAME = 255;

  private final Path file;
  private boolean isDiscarded;

  private EditedText(Path file) {
    this.file = file;
  }

  /**
   * @param name editors go by how it ends
   */
  static EditedText of(ByteString name, byte[] contents) throws IOException {
    Path directory = Files.createTempDirectory(DIRECTORY);
    boolean canBe = !name.isEmpty() && name.length() <= MAX_NAME;
    String text = canBe ? new String(name.toArray(), StandardCharsets.UTF_8) : "text";
    return new EditedText(Files.write(directory.resolve(text), contents));
  }

  Path file() {
    return file;
  }

  /** The text is in its place. */
  void discard() {
    isDiscarded = true;
  }

  /**
   * Deletes it, and what an editor has left beside it. What cannot be deleted has done its work.
   */
  @Override
  public void close() {
    if (!isDiscarded) {
      return;
    }
    try (Stream<Path> left = Files.walk(file.getParent())) {
      for (Path one : left.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(one);
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.debug("{} is left", file.getParent(), e);
    }
  }
}

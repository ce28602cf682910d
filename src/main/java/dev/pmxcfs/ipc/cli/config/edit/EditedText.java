package dev.pmxcfs.ipc.cli.config.edit;

import dev.pmxcfs.api.ByteString;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file for an editor, in a directory that nobody else can enter. It stays unless discarded. */
final class EditedText implements AutoCloseable {

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

  /** Deletes it, and what an editor has left beside it. */
  @Override
  public void close() throws IOException {
    if (isDiscarded) {
      try (var files = Files.newDirectoryStream(file.getParent())) {
        for (Path left : files) {
          Files.delete(left);
        }
      }
      Files.delete(file.getParent());
    }
  }
}

package dev.qbipc.client.impl;

import dev.qbipc.linux.SystemCallException;
import dev.qbipc.linux.file.FormerDirectory;
import dev.qbipc.ring.Ring;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the files of a connection whose server died without doing so (protocol, section 3.5).
 * libqb's client leaves the empty directory behind; this removes it too, since nothing else would.
 */
final class DeadServerFiles {

  private static final Logger LOG = LoggerFactory.getLogger(DeadServerFiles.class);

  private static final Path SHARED_MEMORY = Path.of(Grant.SHARED_MEMORY);

  private DeadServerFiles() {}

  static void remove(Grant grant) {
    for (String ring : List.of(grant.request(), grant.response(), grant.event())) {
      Path header = Path.of(ring + Ring.HEADER_SUFFIX);
      Path data = Path.of(ring + Ring.DATA_SUFFIX);
      if (header.getParent().equals(SHARED_MEMORY)) {
        remove(header);
        remove(data);
      } else {
        remove(
            header.getParent(),
            List.of(header.getFileName().toString(), data.getFileName().toString()));
      }
    }
  }

  private static void remove(Path directory, List<String> files) {
    try {
      var existing = FormerDirectory.open(directory.toString());
      if (existing.isPresent()) {
        existing.get().remove(files);
      }
    } catch (SystemCallException e) {
      LOG.info("cannot remove {}, which a dead server left: {}", directory, e.getMessage());
    }
  }

  private static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.info("cannot remove {}, which a dead server left", file, e);
    }
  }
}

package dev.pmxcfs.ipc.harness;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;

/** Files whose names are any bytes, which Java cannot make in every locale. */
public final class NamedFiles {

  private NamedFiles() {}

  /**
   * Makes empty files.
   *
   * @param names with a character for each byte
   */
  public static void make(Path directory, Collection<String> names)
      throws IOException, InterruptedException {
    Process touch =
        new ProcessBuilder("xargs", "-0", "touch", "--").directory(directory.toFile()).start();
    try (OutputStream out = touch.getOutputStream()) {
      for (String name : names) {
        // by itself, - is no file to touch
        out.write(("./" + name + "\0").getBytes(StandardCharsets.ISO_8859_1));
      }
    }
    if (touch.waitFor() != 0) {
      String why = new String(touch.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
      throw new AssertionError("cannot make the files: " + why);
    }
  }
}

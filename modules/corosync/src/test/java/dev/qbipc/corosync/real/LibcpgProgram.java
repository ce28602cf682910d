package dev.qbipc.corosync.real;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The member in C ({@code src/test/c/cpg-member.c}), compiled against the installed libcpg. */
final class LibcpgProgram {

  /** The program's name in that directory. */
  static final String NAME = "cpg-member";

  private LibcpgProgram() {}

  /** Compiles it for all nodes of a cluster. */
  static void install(RealCluster cluster) throws IOException {
    Path first = cluster.node(1).directory();
    compile(first);
    for (int id = 2; id <= cluster.size(); id++) {
      Path copy = cluster.node(id).directory().resolve(NAME);
      Files.copy(first.resolve(NAME), copy, StandardCopyOption.COPY_ATTRIBUTES);
    }
  }

  /** A machine without gcc or libcpg-dev fails the test. */
  private static void compile(Path directory) throws IOException {
    Path source = directory.resolve(NAME + ".c");
    try (InputStream text = LibcpgProgram.class.getResourceAsStream("/c/" + NAME + ".c")) {
      Files.copy(text, source);
    }
    Process compiler =
        new ProcessBuilder(
                "gcc",
                "-std=gnu11",
                "-Wall",
                "-O1",
                "-o",
                directory.resolve(NAME).toString(),
                source.toString(),
                "-lcpg")
            .redirectErrorStream(true)
            .start();
    String said =
        new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    try {
      if (compiler.waitFor() != 0) {
        throw new IllegalStateException(
            "gcc failed (the packages gcc, libc6-dev and libcpg-dev are needed): " + said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while compiling", e);
    }
  }
}

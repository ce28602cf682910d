package dev.pmxcfs.manual;

import dev.pmxcfs.ipc.cli.PmxcfsIpc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine;

/**
 * Writes the AsciiDoc of all manual pages, and the completion of the shell. The build calls it with
 * the directory of the sections that are written by hand, the directory for the pages, and the file
 * for the completion.
 */
public final class Manual {

  private Manual() {}

  public static void main(String[] arguments) throws IOException {
    CommandLine program = PmxcfsIpc.commandLine(new String[0]);
    new ManualPages(program, Path.of(arguments[0])).write(Path.of(arguments[1]));
    Path completion = Path.of(arguments[2]);
    Files.createDirectories(completion.getParent());
    Files.writeString(completion, Completion.script(program));
  }
}

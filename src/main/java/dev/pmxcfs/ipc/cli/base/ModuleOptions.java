package dev.pmxcfs.ipc.cli.base;

import dev.pmxcfs.ipc.modules.ModuleDirectory;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where modules of operations are. */
public class ModuleOptions {

  @Option(
      names = "--modules",
      paramLabel = "DIR",
      description = "The directory with the operations' jars (default: those of the program).")
  private Path directory;

  /** The directory, if one is named or the program was started by its launcher. */
  public Optional<ModuleDirectory> directory() {
    return Optional.ofNullable(directory).or(Defaults::modules).map(ModuleDirectory::new);
  }
}

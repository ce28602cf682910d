package dev.pmxcfs.ipc.cli.base;

import dev.pmxcfs.ipc.server.PmxcfsServerOptions;
import java.nio.file.Path;
import java.util.Optional;

/** What commands use that are told nothing else. */
public final class Defaults {

  /** The name that pmxcfs's clients connect to. */
  public static final String SERVICE = PmxcfsServerOptions.DEFAULT_SERVICE;

  /** The system property by which the launcher names the directory of the default database. */
  private static final String DATA_DIRECTORY = "pmxcfs.data";

  private static final String DATABASE = "config.db";

  /** The system property by which the launcher names the directory of the program's modules. */
  private static final String MODULE_DIRECTORY = "pmxcfs.modules";

  /** The system property by which the launcher of the package tells that it is that. */
  private static final String INSTALLED = "pmxcfs.installed";

  private Defaults() {}

  /** The database, if the program was started by its launcher. */
  public static Optional<Path> database() {
    return Optional.ofNullable(System.getProperty(DATA_DIRECTORY))
        .map(directory -> Path.of(directory, DATABASE));
  }

  /**
   * The database of commands that neither name one nor find a server: that of a checkout. Where the
   * program is installed there is none, since a node's database is wherever its service has it.
   */
  public static Optional<Path> databaseWithoutServer() {
    return Boolean.getBoolean(INSTALLED) ? Optional.empty() : database();
  }

  /** The directory of the modules that come with the program, if its launcher started it. */
  static Optional<Path> modules() {
    return Optional.ofNullable(System.getProperty(MODULE_DIRECTORY)).map(Path::of);
  }
}

package dev.pmxcfs.state;

import dev.pmxcfs.state.directory.ConfigDirectory;
import dev.pmxcfs.state.directory.DirectoryException;
import dev.pmxcfs.state.mutation.Configuration;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Consumer;

/** Configuration files in a plain directory, which others change. */
final class DirectorySource implements ConfigSource {

  private final Path path;
  private final ConfigDirectory directory;

  private DirectorySource(Path path, ConfigDirectory directory) {
    this.path = path;
    this.directory = directory;
  }

  /** Reads all of a directory. */
  static DirectorySource open(Path path, Clock clock) throws DirectoryException {
    return new DirectorySource(path, ConfigDirectory.open(path, clock));
  }

  @Override
  public Configuration loaded() {
    return directory.loaded();
  }

  @Override
  public ConfigWriter publishTo(Consumer<Configuration> readers) {
    directory.follow(readers);
    return new ReadOnlyConfigWriter(path);
  }

  @Override
  public void close() throws DirectoryException {
    directory.close();
  }
}

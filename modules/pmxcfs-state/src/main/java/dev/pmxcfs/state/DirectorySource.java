package dev.pmxcfs.state;

import dev.pmxcfs.state.directory.ConfigDirectory;
import dev.pmxcfs.state.directory.DirectoryException;
import dev.pmxcfs.state.mutation.Configuration;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;

/** Configuration files in a plain directory, which others change. */
final class DirectorySource implements ConfigSource {

  private final ServedPath served;
  private final Path path;
  private final ConfigDirectory directory;

  private DirectorySource(ServedPath served, Path path, ConfigDirectory directory) {
    this.served = served;
    this.path = path;
    this.directory = directory;
  }

  /** Reads all of a directory. */
  static DirectorySource open(Path path, Clock clock) throws IOException {
    ConfigDirectory directory = ConfigDirectory.open(path, clock);
    try {
      return new DirectorySource(ServedPath.of(path), path, directory);
    } catch (IOException e) {
      directory.close();
      throw e;
    }
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
  public SourceStatus status() {
    return new SourceStatus(served.toString(), served.fault(), Optional.empty());
  }

  @Override
  public void close() throws DirectoryException {
    directory.close();
  }
}

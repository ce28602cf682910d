package dev.pmxcfs.state;

import dev.pmxcfs.state.change.Configuration;
import dev.pmxcfs.state.directory.ConfigDirectory;
import dev.pmxcfs.state.directory.DirectoryException;
import dev.pmxcfs.state.replica.ChangeLog;
import dev.pmxcfs.state.replica.ReadOnlyChangeLog;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
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
    Path absolute = path.toAbsolutePath();
    return new DirectorySource(absolute, ConfigDirectory.open(absolute, clock));
  }

  @Override
  public Configuration loaded() {
    return directory.loaded();
  }

  @Override
  public ChangeLog publishTo(Consumer<Configuration> readers) {
    directory.follow(readers);
    return new ReadOnlyChangeLog(path);
  }

  @Override
  public SourceStatus status() {
    directory.refresh();
    return new SourceStatus(path.toString(), directory.fault(), Optional.empty());
  }

  @Override
  public void refresh() {
    directory.refresh();
  }

  @Override
  public void close() {
    directory.close();
  }
}

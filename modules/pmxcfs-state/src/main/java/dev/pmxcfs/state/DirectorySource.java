package dev.pmxcfs.state;

import dev.pmxcfs.state.change.Configuration;
import dev.pmxcfs.state.directory.ConfigDirectory;
import dev.pmxcfs.state.directory.DirectoryException;
import dev.pmxcfs.state.replica.ChangeLog;
import dev.pmxcfs.state.replica.ReadOnlyChangeLog;
import dev.pmxcfs.state.replica.Readers;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.TreeChange;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.OptionalLong;

/** Configuration files in a plain directory, which others change. */
final class DirectorySource implements ConfigSource {

  private final Path path;
  private final ConfigDirectory directory;

  /** Of the thread that follows the directory. */
  private ConfigTree last;

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
  public ChangeLog publishTo(Readers readers) {
    last = directory.loaded().tree();
    directory.follow(configuration -> publish(configuration, readers));
    return new ReadOnlyChangeLog(path);
  }

  private void publish(Configuration configuration, Readers readers) {
    TreeChange change = TreeChange.between(last, configuration.tree());
    last = configuration.tree();
    readers.publish(configuration, change);
  }

  @Override
  public SourceStatus status() {
    directory.refresh();
    return new SourceStatus(
        path.toString(), directory.fault(), Optional.empty(), OptionalLong.empty());
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

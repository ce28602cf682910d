package dev.pmxcfs.cluster.conf;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.cluster.tree.AppliedChanges;
import dev.pmxcfs.state.change.CreateFile;
import dev.pmxcfs.state.change.PrimitiveChange;
import dev.pmxcfs.state.change.RenameEntry;
import dev.pmxcfs.state.change.WriteFile;
import dev.pmxcfs.state.tree.ConfigPath;
import java.util.Optional;
import java.util.function.Supplier;

/** The tree's corosync.conf, which the host's follows after each change of it. */
public final class TreeConf implements AppliedChanges {

  private static final ConfigPath PATH = ConfigPath.of(ByteString.of("corosync.conf"));

  private final Supplier<Optional<byte[]>> contents;
  private final HostConf host;

  /**
   * @param contents what the tree holds under that name now; empty if there is no such file
   */
  public TreeConf(Supplier<Optional<byte[]>> contents, HostConf host) {
    this.contents = contents;
    this.host = host;
  }

  /** As the C server does at a start. */
  public void started() {
    host.compare(contents.get(), true);
  }

  @Override
  public void applied(PrimitiveChange change, boolean isOwn) {
    boolean isOfIt =
        change instanceof WriteFile write && isIt(write.path())
            || change instanceof CreateFile create && isIt(create.path())
            || change instanceof RenameEntry rename && isIt(rename.to());
    if (isOfIt) {
      host.compare(contents.get(), isOwn);
    }
  }

  private static boolean isIt(ConfigPath path) {
    return path.canonical().equals(PATH.canonical());
  }

  @Override
  public void replaced() {
    host.compare(contents.get(), false);
  }
}

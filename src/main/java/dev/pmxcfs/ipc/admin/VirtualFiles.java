package dev.pmxcfs.ipc.admin;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.ClusterState;
import dev.pmxcfs.state.tree.ConfigPath;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files in the root that tell of the server, with the text that the C server's mount shows
 * there: mostly what operations answer.
 */
final class VirtualFiles {

  /** Any of the program's: they all have one level. */
  private static final Logger LOG = LoggerFactory.getLogger(VirtualFiles.class);

  private static final ByteString ALL_USERS = ByteString.of("");
  private static final int LOG_ENTRIES = 50;

  private final ClusterState state;

  VirtualFiles(ClusterState state) {
    this.state = state;
  }

  /** The text of now; nothing if a path is none of them. */
  Optional<byte[]> read(byte[] path) {
    return switch (new ConfigPath(path).canonical().toLatin1()) {
      case ".version" -> Optional.of(state.fsVersion());
      case ".members" -> Optional.of(state.clusterInfo());
      case ".vmlist" -> Optional.of(state.guestList());
      case ".clusterlog" -> Optional.of(state.clusterLog(ALL_USERS, LOG_ENTRIES));
      case ".rrd" -> Optional.of(withoutNul(state.rrdDump()));
      case ".debug" -> Optional.of(debug());
      default -> Optional.empty();
    };
  }

  private static byte[] withoutNul(byte[] dump) {
    boolean ends = dump.length > 0 && dump[dump.length - 1] == 0;
    return ends ? Arrays.copyOf(dump, dump.length - 1) : dump;
  }

  private static byte[] debug() {
    return (LOG.isDebugEnabled() ? "1\n" : "0\n").getBytes(StandardCharsets.US_ASCII);
  }
}

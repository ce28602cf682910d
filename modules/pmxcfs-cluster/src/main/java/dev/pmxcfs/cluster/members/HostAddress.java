package dev.pmxcfs.cluster.members;

import dev.pmxcfs.api.ByteString;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The address that the others are told of this node until a service publishes one. */
public final class HostAddress {

  private static final Logger LOG = LoggerFactory.getLogger(HostAddress.class);

  private static final String USE =
      "nodes are told none; add it to /etc/hosts, or say it with --node-address";

  private HostAddress() {}

  /**
   * The address of a node's name, as the C server finds it: the first by which others can reach it.
   * The C server does not start without one. Blocks.
   *
   * @param node the node's name
   */
  public static Optional<ByteString> of(String node) {
    try {
      Optional<String> found =
          Arrays.stream(InetAddress.getAllByName(node))
              .filter(address -> !address.isLoopbackAddress() && !address.isAnyLocalAddress())
              .map(InetAddress::getHostAddress)
              .findFirst();
      if (found.isEmpty()) {
        LOG.warn(
            "the name {} has no address but of this machine alone, so that other {}", node, USE);
      }
      return found.map(ByteString::of);
    } catch (UnknownHostException e) {
      LOG.warn("the name {} has no address, so that other {}", node, USE);
      return Optional.empty();
    }
  }
}

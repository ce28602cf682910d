package dev.pmxcfs.server.call;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * The operations of pmxcfs, with the arguments their requests take (pmxcfs-operations section 4).
 */
public enum Operation {
  GET_FS_VERSION(1, "", Payloads::empty),
  GET_CLUSTER_INFO(2, "", Payloads::empty),
  GET_GUEST_LIST(3, "", Payloads::empty),
  SET_STATUS(4, "KEY [VALUE]", Payloads::setStatus),
  GET_STATUS(5, "KEY [NODE]", Payloads::getStatus),
  GET_CONFIG(6, "PATH", Payloads::getConfig),
  LOG_CLUSTER_MSG(7, "PRIORITY IDENT TAG MESSAGE", Payloads::logClusterMessage),
  GET_CLUSTER_LOG(8, "[MAX [USER]]", Payloads::getClusterLog),
  GET_RRD_DUMP(10, "", Payloads::empty),
  GET_GUEST_CONFIG_PROPERTY(11, "VMID PROPERTY", Payloads::getGuestConfigProperty),
  VERIFY_TOKEN(12, "TOKENID SECRET", Payloads::verifyToken),
  GET_GUEST_CONFIG_PROPERTIES(13, "VMID PROPERTY...", Payloads::getGuestConfigProperties);

  private final int id;
  private final String arguments;
  private final Function<List<String>, Buffer> encoder;

  Operation(int id, String arguments, Function<List<String>, Buffer> encoder) {
    this.id = id;
    this.arguments = arguments;
    this.encoder = encoder;
  }

  /**
   * Finds an operation.
   *
   * @param nameOrNumber its number, or its name in any case and with {@code -} for {@code _}
   */
  public static Optional<Operation> find(String nameOrNumber) {
    String name = nameOrNumber.toUpperCase(Locale.ROOT).replace('-', '_');
    return Arrays.stream(values())
        .filter(o -> o.name().equals(name) || Integer.toString(o.id).equals(nameOrNumber))
        .findFirst();
  }

  /** The message id. */
  public int id() {
    return id;
  }

  /** Name, number and arguments, for people. */
  public String usage() {
    return String.format(Locale.ROOT, "%2d %s %s", id, name(), arguments).stripTrailing();
  }

  /**
   * A request's payload.
   *
   * @throws IllegalArgumentException if the arguments are too few, too many or out of range
   */
  public Buffer encode(List<String> given) {
    int most = arguments.endsWith("...") ? Integer.MAX_VALUE : count(arguments);
    int least = count(arguments.replaceAll("\\[.*", ""));
    if (given.size() < least || given.size() > most) {
      String takes = arguments.isEmpty() ? "no arguments" : "the arguments " + arguments;
      throw new IllegalArgumentException(name() + " takes " + takes);
    }
    return encoder.apply(given);
  }

  private static int count(String words) {
    return words.isBlank() ? 0 : words.strip().split(" ").length;
  }
}

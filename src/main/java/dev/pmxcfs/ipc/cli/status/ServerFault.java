package dev.pmxcfs.ipc.cli.status;

import dev.pmxcfs.ipc.health.HealthCheck;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Something that is wrong with a server, and what to do about it.
 *
 * @param check that has found it
 * @param reason what is wrong, a sentence
 * @param remedy what to do; empty where the reason says that, too
 */
record ServerFault(String check, String reason, Optional<String> remedy) {

  /** What stops most comes first; what is not listed comes last. */
  private static final List<String> BY_HARM =
      List.of(
          "clients/listening",
          "clients/readers",
          "config/writable",
          "config/cluster",
          "config/source",
          "clients/mount",
          "clients/shared-memory",
          "clients/descriptors",
          "clients/places");

  private static final Map<String, String> REMEDIES =
      Map.of(
          "clients/listening",
          "start the server again",
          "clients/readers",
          "'pmxcfs-ipc stats' tells which operation has been in flight since then; unload or roll"
              + " back its module, or start the server again",
          "config/writable",
          "mend what the reason names, check the database with 'pmxcfs-ipc config check', and start"
              + " the server again",
          "config/source",
          "put it back in its place, or start the server again to serve what is there now",
          "clients/mount",
          "start the server again, which mounts over what is dead",
          "clients/descriptors",
          "close clients ('pmxcfs-ipc top' shows them), or allow more by LimitNOFILE= or ulimit -n",
          "clients/places",
          "close clients; 'pmxcfs-ipc top' shows whose connections they are");

  /** All that checks have found, the worst first. */
  static List<ServerFault> of(List<HealthCheck> checks) {
    return checks.stream()
        .filter(check -> !check.isUp())
        .sorted(Comparator.comparingInt(ServerFault::rank))
        .map(
            check ->
                new ServerFault(
                    check.toString(),
                    check.fault().orElseThrow(),
                    Optional.ofNullable(REMEDIES.get(check.toString()))))
        .toList();
  }

  private static int rank(HealthCheck check) {
    int rank = BY_HARM.indexOf(check.toString());
    return rank < 0 ? BY_HARM.size() : rank;
  }

  JsonObject toJson() {
    var json = new JsonObject().put("check", check).put("reason", reason);
    remedy.ifPresent(what -> json.put("remedy", what));
    return json;
  }
}

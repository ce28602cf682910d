package dev.pmxcfs.ipc.stats;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.CoreMatchers.not;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;

import dev.pmxcfs.ipc.harness.HttpPort;
import dev.pmxcfs.ipc.harness.InProcess;
import dev.pmxcfs.ipc.harness.Programs;
import dev.pmxcfs.ipc.harness.ServedDirectory;
import dev.qbipc.libqb.LibqbClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What everybody may see of a server, whom it would refuse with EPERM. */
public class OverviewTest {

  /** Whoever adds to it asks himself first whether everybody may know. */
  private static final Set<String> MEMBERS =
      Set.of(
          "service node uptimeMillis build version java vertx",
          "health group name up reason",
          "clients open mayRead mayWrite closed protection",
          "configuration files bytes guests quorate writable transactions rrdQueued rrdDropped",
          "resources sharedMemoryBytes sharedMemoryFreeBytes cpuNanos openDescriptors maxDescriptors",
          "boundsNanos operations id module requests errors timeouts inFlight p50Nanos p99Nanos",
          "maxNanos upTo modules before moduleChangeCount moduleChanges time from to",
          "refusedByPolicy refusedByMessageSize refusedByConnections refusedByUid",
          "refusedBySharedMemory refusedByFailure handshakeTimeouts handshakeEvictions",
          "handshakesAbandoned handshakeViolations acceptFailures protocolViolations idleEvictions",
          "failedConnections readerFailures responsesNotHeld requestsHeldBack directoriesLeft");

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  private final HttpPort http = new HttpPort();

  private static void names(Object json, Set<String> found) {
    if (json instanceof JsonObject object) {
      object.forEach(
          member -> {
            found.add(member.getKey());
            names(object.getValue(member.getKey()), found);
          });
    } else if (json instanceof JsonArray array) {
      for (int i = 0; i < array.size(); i++) {
        names(array.getValue(i), found);
      }
    }
  }

  @Test
  public void itHasNothingOfFilesClientsAndTheLog() {
    var directory = new ServedDirectory(folder.getRoot().toPath());
    String service = directory.service();
    programs.startService(service, directory.serve("--node", "pve1", "--metrics", http.number()));
    for (String path : List.of("priv/token.cfg", "priv/lock/storage-secret/x", "user.cfg")) {
      byte[] content = "root@pam!id 0123-secret\n".getBytes(StandardCharsets.UTF_8);
      InProcess.run(content, "config", "put", "-p", path, "-", "--service", service);
    }
    directory.command("swap", ServedDirectory.programsModules().get(0).toString());
    try (var client = LibqbClient.connect(service)) {
      client.call(1, new byte[0]);
      String text = http.get("/overview.json").body();
      for (String secret :
          List.of(
              "secret",
              "token.cfg",
              "user.cfg",
              "root@pam",
              folder.getRoot().getPath(),
              ".jar",
              "\"pid\"",
              "\"uid\"",
              Long.toString(ProcessHandle.current().pid()) + ",")) {
        assertThat(text, not(containsString(secret)));
      }
      var overview = new JsonObject(text);
      assertEquals(1, overview.getJsonObject("clients").getInteger("open").intValue());
      assertEquals(1, overview.getInteger("moduleChangeCount").intValue());
      Set<String> found = new TreeSet<>();
      names(overview, found);
      MEMBERS.forEach(line -> found.removeAll(List.of(line.split(" "))));
      assertEquals(Set.of(), found);
    }
  }
}

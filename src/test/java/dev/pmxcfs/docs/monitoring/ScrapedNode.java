package dev.pmxcfs.docs.monitoring;

import dev.pmxcfs.ipc.harness.ClusterNodeFiles;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.ShellCommand;
import dev.qbipc.corosync.real.RealCorosync;
import dev.qbipc.testing.Polling;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A node of a cluster, by itself, with a server that is mounted there, and a Prometheus that
 * scrapes it by the configuration in src/docs/monitoring, but more often.
 */
final class ScrapedNode implements AutoCloseable {

  private static final String SERVICE = "pve2";
  private static final String PROMETHEUS = "http://127.0.0.1:9090";

  /** Behind the configuration, which ends with the list of jobs. */
  private static final String AND_ITSELF =
      """
        - job_name: prometheus
          static_configs:
            - targets: ["127.0.0.1:9090"]
      """;

  private final RealCorosync node;
  private final Program server;
  private final Process prometheus;

  private ScrapedNode(RealCorosync node, Program server, Process prometheus) {
    this.node = node;
    this.server = server;
    this.prometheus = prometheus;
  }

  static ScrapedNode start(Path directory) throws IOException {
    RealCorosync node = RealCorosync.create(directory).start();
    ClusterNodeFiles.copyTo(node);
    Program server =
        Program.startService(
            node.inside(List.of()),
            SERVICE,
            "serve",
            "--db=/run/data/config.db",
            "--mount=/run/pve",
            "--node=n1",
            "--node-address=127.0.0.1",
            "--corosync-conf=/run/corosync.conf",
            "--metrics=9107");
    return new ScrapedNode(node, server, startPrometheus(node));
  }

  private static Process startPrometheus(RealCorosync node) throws IOException {
    String often = AlertRules.read("prometheus.yml").replace(": 15s", ": 500ms");
    Files.writeString(node.directory().resolve("prometheus.yml"), often + AND_ITSELF);
    Files.writeString(node.directory().resolve("alerts.yml"), AlertRules.read("alerts.yml"));
    List<String> command =
        node.inside(
            List.of(
                "prometheus",
                "--config.file=/run/prometheus.yml",
                "--storage.tsdb.path=/run/prometheus",
                "--web.listen-address=127.0.0.1:9090",
                "--log.level=error"));
    Process prometheus =
        new ProcessBuilder(command)
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.INHERIT)
            .start();
    Polling.until(
        () -> query(node, "count(pmxcfs_build_info)").contains("=> 1"), "the first scrape");
    return prometheus;
  }

  /** Has programs do something that is counted. */
  void use() {
    node.run("cd /run/pve && echo text > file && cat file && ! cat missing 2>/dev/null");
    try (Program call =
        Program.startWithin(
            node.inside(List.of()), "call", "--service=" + SERVICE, "GET_FS_VERSION")) {
      call.awaitEnd(Program.PATIENCE);
    }
  }

  /** A line for each series that Prometheus finds; none if there is no data. */
  String query(String expression) {
    return query(node, expression);
  }

  private static String query(RealCorosync node, String expression) {
    List<String> command = List.of("promtool", "query", "instant", PROMETHEUS, expression);
    return String.join("\n", node.run(ShellCommand.of(command) + " 2>&1"));
  }

  /** What the server says of itself. */
  JsonObject report() {
    return new JsonObject(output("stats"));
  }

  /** The texts of what it has kept of one kind. */
  List<String> latestEvents(String kind) {
    return new JsonArray(output("blackbox", "--json"))
        .stream()
            .map(JsonObject.class::cast)
            .filter(event -> event.getString("kind").equals(kind))
            .map(event -> event.getString("text"))
            .toList();
  }

  private String output(String... command) {
    List<String> all = new ArrayList<>(List.of(command));
    all.add("--service=" + SERVICE);
    try (Program program =
        Program.startWithin(node.inside(List.of()), all.toArray(String[]::new))) {
      return program.awaitEnd(Program.PATIENCE).text();
    }
  }

  /** What its page polls. */
  JsonObject overview() {
    String ask =
        "import urllib.request as r; print(r.urlopen('http://127.0.0.1:9107/overview.json')"
            + ".read().decode())";
    return new JsonObject(node.run(ShellCommand.of(List.of("python3", "-c", ask))).get(0));
  }

  @Override
  public void close() {
    prometheus.destroy();
    server.close();
    node.close();
  }
}

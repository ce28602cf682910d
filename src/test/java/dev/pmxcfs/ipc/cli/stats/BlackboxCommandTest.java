package dev.pmxcfs.ipc.cli.stats;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.harness.InProcess;
import dev.pmxcfs.ipc.harness.JavaProcess;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import dev.pmxcfs.ipc.harness.ServedDirectory;
import dev.qbipc.QbException;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.libqb.Posix;
import dev.qbipc.testing.Polling;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What is kept of a server's past, and the ways to see it. */
public class BlackboxCommandTest {

  private static final int SIGUSR1 = 10;

  /** The largest message that a server takes is 16 MiB. */
  private static final int TOO_LARGE = 17 * 1024 * 1024;

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  private ServedDirectory directory;
  private String service;

  @Before
  public void makeDirectory() throws IOException {
    directory = new ServedDirectory(folder.newFolder("served").toPath());
    service = directory.service();
  }

  private void use() {
    try (var client = LibqbClient.connect(service)) {
      client.call(1, new byte[0]);
    }
    byte[] content = "text\n".getBytes();
    InProcess.run(content, "config", "put", "storage.cfg", "-", "--service", service);
    directory.command("swap", ServedDirectory.programsModules().get(0).toString());
    assertThrows(QbException.class, () -> LibqbClient.connect(service, TOO_LARGE));
  }

  private List<JsonObject> entries() {
    Program.Result result = InProcess.run("blackbox", "--json", "--service", service);
    assertEquals(result.errors().toString(), 0, result.status());
    return new JsonArray(result.text()).stream().map(JsonObject.class::cast).toList();
  }

  private boolean has(String kind, String text) {
    return entries().stream()
        .anyMatch(
            entry ->
                entry.getString("kind").equals(kind) && entry.getString("text").contains(text));
  }

  private void awaitAll() {
    String pid = "of pid " + ProcessHandle.current().pid();
    Polling.until(() -> has("connection", pid), "the connection");
    Polling.until(() -> has("connection", "has ended"), "its end");
    Polling.until(() -> has("change", "storage.cfg by node 0"), "the change");
    Polling.until(() -> has("swap", "operations-cluster: "), "the swap");
    Polling.until(() -> has("refusal", "refused for the size of their messages"), "the refusal");
  }

  @Test
  public void theCommandTellsWhatHasHappened() {
    programs.startService(service, directory.serve());
    use();
    awaitAll();
    Program.Result lines = InProcess.run("blackbox", "--service", service);
    for (String line : lines.text().lines().toList()) {
      assertTrue(line, line.matches("\\d{4}-\\d\\d-\\d\\dT\\S+Z [a-z]+ \\S.*"));
    }
  }

  @Test
  public void aSignalPrintsItToTheLogAtAnyLevel() {
    Program server = programs.startService(service, directory.serve("--log-level", "error"));
    use();
    awaitAll();
    Posix.signal((int) server.pid(), SIGUSR1);
    server.awaitErrorLine("SIGUSR1: the latest events");
    server.awaitErrorLine(" swap operations-cluster: ");
    assertTrue(has("connection", "has ended"));
    server.terminate();
    assertEquals(0, server.awaitEnd(Program.PATIENCE).status());
  }

  @Test
  public void theFlightRecorderIsToldTheSame() throws IOException {
    Path recording = folder.getRoot().toPath().resolve("server.jfr");
    Program server = programs.startService(service, directory.serve());
    var java = new JavaProcess(server.pid());
    java.startRecording();
    use();
    awaitAll();
    java.dumpRecording(recording);
    Set<String> names = new TreeSet<>();
    for (RecordedEvent event : RecordingFile.readAllEvents(recording)) {
      if (event.getEventType().getName().startsWith("dev.pmxcfs.")) {
        names.add(event.getEventType().getName());
        assertThat(event.getString("text"), containsString(" "));
      }
    }
    // a busy machine makes a slow one of any request
    names.remove("dev.pmxcfs.SlowRequest");
    assertEquals(
        Set.of(
            "dev.pmxcfs.Change", "dev.pmxcfs.Connection", "dev.pmxcfs.Refusal", "dev.pmxcfs.Swap"),
        names);
  }
}

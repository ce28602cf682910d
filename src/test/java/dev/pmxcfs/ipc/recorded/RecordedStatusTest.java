package dev.pmxcfs.ipc.recorded;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.Assert.assertEquals;

import dev.pmxcfs.ipc.harness.Identity;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import dev.pmxcfs.ipc.recorded.RecordedCase.Request;
import dev.pmxcfs.ipc.recorded.RecordedCase.Response;
import dev.pmxcfs.operations.status.RecordedAnswer;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Requirement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * The program keeps statuses and measurements as the C server did, for libqb's C client. Numbers
 * are those of operations, section 13.
 */
@Needs(Requirement.ROOT)
public class RecordedStatusTest {

  private static final int GET_RRD_DUMP = 10;

  /** The case of recording 03 in which the C server's answer is no JSON (defect D4). */
  private static final int QUOTE_IN_KEY = 29;

  /** What the C server had written at the end of recording 05. */
  private static final SortedSet<String> FILES =
      new TreeSet<>(
          Set.of(
              "pve-node-9.0/exact",
              "pve-node-9.0/newnode",
              "pve-node-9.0/oldnode",
              "pve-node-9.0/testnode",
              "pve-storage-9.0/testnode/local",
              "pve-storage-9.0/testnode/new",
              "pve-storage-9.0/testnode/old",
              "pve-vm-9.0/100",
              "pve-vm-9.0/101",
              "pve-vm-9.0/102"));

  private static final Duration PATIENCE = Patience.LIMIT;
  private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  private final String service = Program.newService();
  private final Replay replay = new Replay(service);

  private Path measurements;

  @Before
  public void serve() throws IOException {
    String database = folder.getRoot().toPath().resolve("config.db").toString();
    measurements = folder.newFolder("rrd").toPath();
    programs.startService(
        service,
        "serve",
        "--service",
        service,
        "--db",
        database,
        "--node",
        "testnode",
        "--rrd-directory",
        measurements.toString(),
        "--rrdcached",
        folder.getRoot().toPath().resolve("no-socket").toString());
  }

  @Test
  public void items49To67_recording03() throws Exception {
    List<RecordedAnswer> recording = RecordedAnswer.all("status.txt");
    assertEquals(56, recording.size());
    for (RecordedAnswer answer : recording) {
      String payload = new String(answer.payload(), ISO_8859_1);
      if (answer.number() == QUOTE_IN_KEY) {
        payload = payload.replace("q\"uote", "q\\\"uote");
      }
      replay.check(recorded("03-status-kv", answer, payload.getBytes(ISO_8859_1)));
    }
  }

  /**
   * A dump is kept for two seconds here as there, so it may take that long until it is new. Without
   * rrdcached, rrdtool writes the files.
   */
  @Test
  public void items100To108And111_recording05() throws Exception {
    List<RecordedAnswer> recording = RecordedAnswer.all("rrd.txt");
    assertEquals(37, recording.size());
    for (RecordedAnswer answer : recording) {
      if (answer.id() == GET_RRD_DUMP) {
        replay.checkSoon(recorded("05-rrd", answer, withNul(answer.payload())));
      } else {
        replay.check(recorded("05-rrd", answer, answer.payload()));
      }
    }
    awaitFiles();
  }

  private void awaitFiles() throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!files().equals(FILES) && System.nanoTime() < deadline) {
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
    assertEquals(FILES, files());
  }

  private SortedSet<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(measurements)) {
      return all.filter(Files::isRegularFile)
          .map(file -> measurements.relativize(file).toString())
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  /** Every dump ends in a NUL; the C server forgets it when it has the dump already (defect D8). */
  private static byte[] withNul(byte[] dump) {
    boolean hasIt = dump.length > 0 && dump[dump.length - 1] == 0;
    return hasIt ? dump : Arrays.copyOf(dump, dump.length + 1);
  }

  private static RecordedCase recorded(String recording, RecordedAnswer answer, byte[] payload) {
    return new RecordedCase(
        recording + "/" + answer.number(),
        answer.readOnly() ? Identity.WEB : Identity.ROOT,
        RecordedCase.BUFFER_SIZE,
        new Request(answer.id(), answer.request()),
        new Response(answer.error(), payload));
  }
}

package dev.pmxcfs.ipc.service;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.hamcrest.CoreMatchers.either;
import static org.hamcrest.CoreMatchers.is;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.testing.Patience;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * Measurements that a server has answered with success when it is told to end: each is written, or
 * counted in the log.
 */
public class LastMeasurementsTest {

  private static final int SET_STATUS = 4;
  private static final int NAME_FIELD = 256;
  private static final int MEASUREMENTS = 200;
  private static final Pattern LOST = Pattern.compile("(\\d+) RRD updates are lost");

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  private final String service = Program.newService();

  @Test
  public void areWrittenByRrdtoolBeforeTheEnd() throws Exception {
    Program program = serve();
    set(MEASUREMENTS);
    List<String> log = end(program);
    // one may be on its way when there is no more time, and be both
    assertThat(log.toString(), files() + lost(log) - MEASUREMENTS, either(is(0L)).or(is(1L)));
    assertThat("in a few seconds some hundreds are written: " + log, files() > 0, is(true));
  }

  @Test
  public void areCountedWhereTheyCannotBeWritten() throws Exception {
    try (var hanging = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      hanging.bind(UnixDomainSocketAddress.of(path("rrdcached")));
      Program program = serve();
      set(MEASUREMENTS);
      List<String> log = end(program);
      assertEquals(0, files());
      assertEquals(log.toString(), MEASUREMENTS, lost(log));
    }
  }

  @Test
  public void nothingIsSaidWhereNothingIsLost() {
    List<String> log = end(serve());
    assertEquals(log.toString(), 0, lost(log));
  }

  private Program serve() {
    return programs.startService(
        service,
        "serve",
        "--service",
        service,
        "--db",
        path("config.db").toString(),
        "--rrd-directory",
        folder.getRoot().toString(),
        "--rrdcached",
        path("rrdcached").toString());
  }

  private Path path(String name) {
    return folder.getRoot().toPath().resolve(name);
  }

  /** Sets measurements of so many storages, of which none has a file. */
  private void set(int count) {
    long now = Instant.now().getEpochSecond();
    try (var client = LibqbClient.connect(service)) {
      for (int i = 0; i < count; i++) {
        byte[] value = (now + ":1:1\0").getBytes(US_ASCII);
        byte[] key = ("rrd/pve-storage-9.0/node/" + i).getBytes(US_ASCII);
        byte[] payload = Arrays.copyOf(key, NAME_FIELD + value.length);
        System.arraycopy(value, 0, payload, NAME_FIELD, value.length);
        assertEquals(0, client.callWhenThereIsRoom(SET_STATUS, payload).error());
      }
    }
  }

  private static List<String> end(Program program) {
    program.terminate();
    // with status 1 where a busy machine lets the writer end too late
    return program.awaitEnd(Patience.LIMIT).errors();
  }

  private long files() throws IOException {
    Path directory = path("pve-storage-9.0/node");
    if (!Files.exists(directory)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.count();
    }
  }

  /** As many as the one line says that the log may have about it. */
  private static long lost(List<String> log) {
    List<Matcher> lines = log.stream().map(LOST::matcher).filter(Matcher::find).toList();
    assertTrue(log.toString(), lines.size() <= 1);
    return lines.stream().mapToLong(line -> Long.parseLong(line.group(1))).sum();
  }
}

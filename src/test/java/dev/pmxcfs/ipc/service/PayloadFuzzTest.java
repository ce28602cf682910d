package dev.pmxcfs.ipc.service;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.cli.base.ModuleOptions;
import dev.pmxcfs.ipc.harness.InProcess;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import dev.pmxcfs.ipc.modules.KnownOperations;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.libqb.LibqbMessage;
import dev.qbipc.linux.Errno;
import dev.qbipc.testing.FuzzRun;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * Random payloads for all operations of a running server: each is answered, none by a failure of
 * the operation itself, and a file that is there reads the same all the time.
 */
public class PayloadFuzzTest {

  private static final KnownOperations OPERATIONS =
      KnownOperations.in(new ModuleOptions().directory());
  private static final int MESSAGE_SIZE = 1024 * 1024;
  private static final byte[] CONTENTS = bytes("dir: local\n\tpath /var/lib/vz\n");
  private static final byte[] PATH = bytes("storage.cfg\0");
  private static final int MAX_NOISE = 3000;

  /** Requests that an honest client could make; the random ones are made of them. */
  private record Sample(int id, byte[] payload) {

    static Sample of(String name, String... arguments) {
      var operation = OPERATIONS.find(name).orElseThrow();
      return new Sample(operation.id(), operation.encode(List.of(arguments)).getBytes());
    }
  }

  private static final List<Sample> SAMPLES =
      List.of(
          Sample.of("GET_FS_VERSION"),
          Sample.of("GET_CLUSTER_INFO"),
          Sample.of("GET_GUEST_LIST"),
          Sample.of("SET_STATUS", "tasklist", "some value"),
          Sample.of(
              "SET_STATUS", "rrd/pve2-node/localhost", "1700000000:1:2:3:4:5:6:7:8:9:10:11:12"),
          Sample.of("GET_STATUS", "tasklist", "localhost"),
          Sample.of("GET_CONFIG", "storage.cfg"),
          Sample.of("LOG_CLUSTER_MSG", "6", "root@pam", "fuzz", "a message"),
          Sample.of("GET_CLUSTER_LOG", "10", "root@pam"),
          Sample.of("GET_RRD_DUMP"),
          Sample.of("GET_GUEST_CONFIG_PROPERTY", "100", "name"),
          Sample.of("VERIFY_TOKEN", "root@pam!fuzz", "secret"),
          Sample.of("GET_GUEST_CONFIG_PROPERTIES", "100", "name", "tags"));

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  private final String service = Program.newService();

  @Test
  public void item99_randomPayloadsAreAnsweredAndHarmNothing() throws Exception {
    Program server = serve();
    var run = FuzzRun.configured(PayloadFuzzTest.class);
    try (var client = LibqbClient.connect(service, MESSAGE_SIZE);
        var honest = LibqbClient.connect(service, MESSAGE_SIZE)) {
      long cases =
          run.run(
              number -> ask(client, run.random(number)),
              () -> {
                LibqbMessage answer =
                    honest.call(OPERATIONS.find("GET_CONFIG").orElseThrow().id(), PATH);
                assertArrayEquals(CONTENTS, answer.payload());
              });
      assertTrue(cases + " cases", cases > 0);
    }
    assertEquals(List.of(), linesWith(server, " ERROR "));
  }

  private Program serve() throws Exception {
    Path database = folder.getRoot().toPath().resolve("config.db");
    Program server =
        programs.startService(service, "serve", "--service", service, "--db", database.toString());
    put("storage.cfg", CONTENTS);
    put("priv/token.cfg", bytes("root@pam!fuzz secret\n"));
    put("nodes/localhost/qemu-server/100.conf", bytes("name: fuzzed\ntags: a;b\n"));
    return server;
  }

  private void put(String path, byte[] contents) {
    String directory = "";
    String[] names = path.split("/");
    for (String name : Arrays.copyOf(names, names.length - 1)) {
      directory += "/" + name;
      InProcess.run("config", "mkdir", "--service", service, directory);
    }
    var result = InProcess.run(contents, "config", "put", "--service", service, path, "-");
    assertEquals(result.errors().toString(), 0, result.status());
  }

  private static List<String> linesWith(Program server, String text) {
    return server.errorLines().stream().filter(line -> line.contains(text)).toList();
  }

  private static void ask(LibqbClient client, Random random) {
    Sample sample = SAMPLES.get(random.nextInt(SAMPLES.size()));
    int id = random.nextInt(20) == 0 ? random.nextInt(20) : sample.id();
    byte[] payload = mutated(sample.payload(), random);
    LibqbMessage answer = client.callWhenThereIsRoom(id, payload);
    // An operation that throws is answered with EIO.
    assertTrue(
        "request " + id + ": " + answer, answer.error() <= 0 && answer.error() != -Errno.EIO);
  }

  private static byte[] mutated(byte[] sample, Random random) {
    byte[] payload = sample;
    for (int changes = random.nextInt(5); changes > 0; changes--) {
      payload = changed(payload, random);
    }
    return payload;
  }

  private static byte[] changed(byte[] payload, Random random) {
    int length = payload.length;
    int at = length == 0 ? 0 : random.nextInt(length);
    return switch (random.nextInt(7)) {
      case 0 -> Arrays.copyOf(payload, at);
      case 1 -> spliced(payload, at, at, noise(1 + random.nextInt(8), random));
      case 2 -> spliced(payload, at, Math.min(length, at + 1), noise(1, random));
      case 3 -> spliced(payload, at, Math.min(length, at + 1), new byte[1]);
      case 4 -> spliced(payload, at, at, payload);
      case 5 -> spliced(payload, 0, at, new byte[0]);
      default -> spliced(payload, at, length, noise(random.nextInt(MAX_NOISE), random));
    };
  }

  /** The payload with other bytes in place of a part of it. */
  private static byte[] spliced(byte[] payload, int from, int to, byte[] bytes) {
    byte[] spliced = Arrays.copyOf(payload, payload.length - (to - from) + bytes.length);
    System.arraycopy(bytes, 0, spliced, from, bytes.length);
    System.arraycopy(payload, to, spliced, from + bytes.length, payload.length - to);
    return spliced;
  }

  private static byte[] noise(int length, Random random) {
    byte[] noise = new byte[length];
    random.nextBytes(noise);
    return noise;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

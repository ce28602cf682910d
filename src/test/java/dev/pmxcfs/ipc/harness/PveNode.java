package dev.pmxcfs.ipc.harness;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;

import dev.pmxcfs.ipc.admin.ServedFiles;
import dev.pmxcfs.ipc.cli.base.EpollVertx;
import dev.qbipc.QbException;
import dev.qbipc.libqb.LibqbMessage;
import dev.qbipc.testing.Patience;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A program of its own, for namespaces of its own: a node whose clients call the service pve2 all
 * the time, while its server is stopped and started again and again. Its arguments are a directory
 * for the database and how many restarts there are; it prints what came of the calls.
 */
public final class PveNode {

  private static final String SERVICE = "pve2";

  /** Where clients look whether they should wait for a restart. */
  private static final Path FLAG = Path.of("/run/pve-cluster/cfs-restart-flag");

  private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final int MAX_FAILURES_SHOWN = 10;

  private static final int GET_CLUSTER_INFO = 2;
  private static final int SET_STATUS = 4;
  private static final int GET_CONFIG = 6;
  private static final byte[] PATH = "storage.cfg".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] CONTENTS = "dir: local\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] STATUS =
      Arrays.copyOf("kv/node".getBytes(StandardCharsets.US_ASCII), 258);

  private final String database;
  private final List<Caller> callers = new ArrayList<>();
  private final List<String> failures = Collections.synchronizedList(new ArrayList<>());
  private volatile boolean ended;

  private PveNode(String directory) {
    database = Path.of(directory, "config.db").toString();
  }

  public static void main(String[] arguments) throws Exception {
    new PveNode(arguments[0]).run(Integer.parseInt(arguments[1]));
  }

  private void run(int restarts) throws Exception {
    Program server = serve();
    try {
      put();
      for (boolean forks : new boolean[] {false, false, true, true}) {
        callers.add(new Caller(forks));
      }
      callers.forEach(Thread::start);
      for (int i = 0; i < restarts; i++) {
        awaitCalls();
        server.terminate();
        Program.Result end = server.awaitEnd(Patience.LIMIT);
        assertEquals(end.errors().toString(), 0, end.status());
        assertRestartIsAnnounced();
        server = serve();
        assertFalse("the flag stays", Files.exists(FLAG));
      }
      awaitCalls();
      ended = true;
      for (Caller caller : callers) {
        caller.join(Patience.LIMIT.toMillis());
      }
    } finally {
      server.close();
    }
    System.out.printf(
        "%d restarts, %d calls, slowest %d ms, failures: %s%n",
        restarts,
        callers.stream().mapToLong(caller -> caller.calls.get()).sum(),
        TimeUnit.NANOSECONDS.toMillis(
            callers.stream().mapToLong(caller -> caller.slowest).max().orElseThrow()),
        failures);
  }

  private Program serve() {
    return Program.startService(SERVICE, "serve", "--service", SERVICE, "--db", database);
  }

  private static void put() throws Exception {
    Vertx vertx = EpollVertx.start(1);
    try (var files = ServedFiles.connect(vertx, SERVICE)) {
      files.put(PATH, CONTENTS);
    } finally {
      vertx.close().await();
    }
  }

  private static void assertRestartIsAnnounced() throws Exception {
    var flag = Files.readAttributes(FLAG, "unix:permissions,uid,gid");
    assertEquals(PosixFilePermissions.fromString("r--r-----"), flag.get("permissions"));
    assertEquals(0, flag.get("uid"));
    assertEquals(Identity.WEB_GROUP, flag.get("gid"));
  }

  private void failed(Throwable why) {
    synchronized (failures) {
      if (failures.size() < MAX_FAILURES_SHOWN) {
        failures.add(why.getMessage());
      }
    }
  }

  /** Until each has made some more. */
  private void awaitCalls() {
    for (Caller caller : callers) {
      long before = caller.calls.get();
      await(() -> caller.calls.get() > before + 10);
    }
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Patience.LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("no calls are made");
      }
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
  }

  /** Makes calls, on one connection or, as forked workers do, each on a new one. */
  private final class Caller extends Thread {

    private final PveClient client = new PveClient(SERVICE, FLAG, Patience.LIMIT);
    private final AtomicLong calls = new AtomicLong();
    private final boolean forks;
    private volatile long slowest;

    Caller(boolean forks) {
      this.forks = forks;
      setDaemon(true);
    }

    @Override
    public void run() {
      while (!ended) {
        call(GET_CONFIG, CONTENTS, Arrays.copyOf(PATH, PATH.length + 1));
        call(SET_STATUS, new byte[0], STATUS);
        call(GET_CLUSTER_INFO, null);
      }
      client.close();
    }

    private void call(int id, byte[] expected, byte... payload) {
      long begin = System.nanoTime();
      try {
        LibqbMessage answer = client.call(id, payload);
        assertEquals("operation " + id, 0, answer.error());
        if (expected != null) {
          assertArrayEquals("operation " + id, expected, answer.payload());
        }
      } catch (QbException | AssertionError e) {
        failed(e);
      }
      slowest = Math.max(slowest, System.nanoTime() - begin);
      calls.incrementAndGet();
      if (forks) {
        client.close();
      }
    }
  }
}

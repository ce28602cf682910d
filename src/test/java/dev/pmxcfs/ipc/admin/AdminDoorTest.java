package dev.pmxcfs.ipc.admin;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.harness.Identity;
import dev.pmxcfs.ipc.harness.InProcess;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import dev.pmxcfs.ipc.harness.SteadyClient;
import dev.qbipc.QbException;
import dev.qbipc.conformance.RawClient;
import dev.qbipc.linux.Errno;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Requirement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** A crowd of strangers at the door of the admin service keeps its owner not out. */
public class AdminDoorTest {

  private static final Identity NOBODY = new Identity(65534, 65534);

  /** More than twice the handshakes that the admin service has at once. */
  private static final int HALF_OPEN = 40;

  private static final int TIMES = 5;
  private static final int CROWD = 1000;

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  private final String service = Program.newService();

  /** Connects again and again without a word, and has the last ones open. */
  private static final class Crowd implements AutoCloseable {

    private final String service;
    private final Deque<RawClient> halfOpen = new ArrayDeque<>();
    private final AtomicInteger connected = new AtomicInteger();
    private final AtomicInteger sentAway = new AtomicInteger();
    private final Thread thread = new Thread(this::run, "crowd");
    private volatile Exception failure;
    private volatile boolean ended;

    Crowd(String service) {
      this.service = service;
      thread.start();
    }

    private void run() {
      try {
        NOBODY.run(
            () -> {
              while (!ended) {
                connect();
              }
              halfOpen.forEach(RawClient::close);
              return null;
            });
      } catch (Exception e) {
        failure = e;
      }
    }

    private void connect() {
      try {
        halfOpen.add(RawClient.connect(service));
        connected.incrementAndGet();
      } catch (QbException e) {
        assertEquals("a full queue", Errno.EAGAIN, e.errno());
      }
      if (halfOpen.size() > HALF_OPEN) {
        try (var oldest = halfOpen.remove()) {
          if (oldest.awaitReadable(0) != 0) {
            assertEquals(-Errno.EPERM, oldest.receiveAnswer().error());
            sentAway.incrementAndGet();
          }
        }
      }
    }

    void await(int connections) throws Exception {
      long end = System.nanoTime() + Program.PATIENCE.toNanos();
      while (connected.get() < connections && System.nanoTime() < end && thread.isAlive()) {
        thread.join(1);
      }
      assertTrue(connected + " have connected: " + failure, connected.get() >= connections);
    }

    @Override
    public void close() {
      ended = true;
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      if (failure != null) {
        throw new AssertionError("the crowd has failed", failure);
      }
    }
  }

  @Test
  @Needs(Requirement.ROOT)
  public void commandsOfItsOwnerGetThroughEveryTime() throws Exception {
    String database = folder.getRoot().toPath().resolve("config.db").toString();
    Program server =
        programs.startService(service, "serve", "--service", service, "--db", database);
    try (var honest = new SteadyClient(service);
        var crowd = new Crowd(service + "-admin")) {
      crowd.await(CROWD);
      for (int i = 1; i <= TIMES; i++) {
        int before = crowd.connected.get();
        succeed("stats");
        succeed("config", "ls");
        succeed("modules", "list");
        crowd.await(before + CROWD);
        honest.assertServed();
      }
      assertTrue(crowd.sentAway + " were sent away", crowd.sentAway.get() >= CROWD);
    }
    List<String> told =
        server.errorLines().stream().filter(line -> line.contains("turned a client away")).toList();
    assertEquals(told.toString(), 1, told.size());
    assertThat(told.get(0), containsString("uid 65534"));
  }

  private void succeed(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--service", service));
    Program.Result result = InProcess.run(all.toArray(String[]::new));
    assertEquals(String.join(" ", all) + ": " + result.errors(), 0, result.status());
  }
}

package dev.pmxcfs.ipc.soak;

import static org.junit.Assert.assertEquals;

import dev.pmxcfs.ipc.harness.InProcess;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import dev.pmxcfs.ipc.harness.ServedDirectory;
import dev.qbipc.conformance.Eventually;
import dev.qbipc.conformance.ProcessResources;
import dev.qbipc.conformance.SharedMemory;
import dev.qbipc.fuzz.RandomClient;
import dev.qbipc.libqb.CProgram;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * Endurance: rounds of load by well-behaved clients, clients that are killed, and hostile ones,
 * while modules are swapped, and after each a look at what the server holds when all have gone. Not
 * among the usual tests; {@code scripts/soak} runs it.
 */
public class Soak {

  private static final Duration LENGTH = Duration.ofMinutes(Long.getLong("soak.minutes", 2));
  private static final Duration ROUND = Duration.ofSeconds(15);
  private static final int HONEST_CLIENTS = 4;
  private static final int KILLED_AT_ONCE = 50;

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  private ServedDirectory served;
  private String service;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicLong calls = new AtomicLong();
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  @After
  public void endThreads() {
    threads.shutdown();
  }

  @Test
  public void nothingGrowsAndNoReplyIsWrong() throws Exception {
    served = new ServedDirectory(folder.getRoot().toPath());
    service = served.service();
    Program server = programs.startService(service, served.serve("--node", SoakClient.NODE));
    put(SoakClient.CONFIG, SoakClient.CONTENTS);
    put(SoakClient.GUEST, SoakClient.GUEST_CONTENTS);
    put(SoakClient.TOKENS, SoakClient.TOKEN + " " + SoakClient.SECRET + "\n");
    System.out.println("seed " + seed + "\n" + SoakSample.HEAD);
    List<SoakSample> samples = new ArrayList<>();
    long begin = System.nanoTime();
    while (samples.size() <= SoakSample.WARM_UP + 1
        || System.nanoTime() - begin < LENGTH.toNanos()) {
      load();
      SharedMemory.assertNothingLeft((int) server.pid());
      samples.add(atRest(server, samples));
      double minute = (System.nanoTime() - begin) / 1e9 / 60;
      System.out.println(samples.get(samples.size() - 1).line(minute, calls.get()));
    }
    SoakSample.assertNoGrowth(samples);
    List<String> errors = server.errorLines();
    assertEquals(List.of(), errors.stream().filter(line -> line.contains(" ERROR ")).toList());
  }

  /** What is held once the last descriptors and threads of the round have gone. */
  private static SoakSample atRest(Program server, List<SoakSample> before) throws Exception {
    if (before.size() > SoakSample.WARM_UP) {
      ProcessResources usual = before.get(SoakSample.WARM_UP).resources();
      Eventually.assertBecomes(
          "no more is held than after the warm-up: " + usual,
          true,
          () -> isWithin(ProcessResources.of((int) server.pid()), usual));
    }
    return SoakSample.of(server.pid());
  }

  private static boolean isWithin(ProcessResources now, ProcessResources usual) {
    return now.descriptors() <= usual.descriptors()
        && now.threads() <= usual.threads()
        && now.mappings() <= usual.mappings()
        && now.directories() <= usual.directories();
  }

  private void put(String path, String contents) {
    String directory = "";
    for (String name : path.split("/")) {
      if (!directory.isEmpty()) {
        InProcess.run("config", "mkdir", "--service", service, directory);
      }
      directory += "/" + name;
    }
    byte[] bytes = contents.getBytes(StandardCharsets.UTF_8);
    var result = InProcess.run(bytes, "config", "put", "--service", service, path, "-");
    assertEquals(result.errors().toString(), 0, result.status());
  }

  /** One round: all kinds of clients at once, until all have gone. */
  private void load() {
    long end = System.nanoTime() + ROUND.toNanos();
    List<CompletableFuture<Void>> parts = new ArrayList<>();
    for (int i = 0; i < HONEST_CLIENTS; i++) {
      var client = new SoakClient(service, "soak-" + i, new Random(random.nextLong()));
      parts.add(start(client::run, end));
    }
    parts.add(start(this::attack, end));
    parts.add(start(this::kill, end));
    parts.add(start(this::change, end));
    parts.forEach(CompletableFuture::join);
  }

  private interface Part {

    /** Does something until then. Returns how many calls it made. */
    long run(long endNanos);
  }

  private CompletableFuture<Void> start(Part part, long end) {
    return CompletableFuture.runAsync(() -> calls.addAndGet(part.run(end)), threads);
  }

  private long attack(long end) {
    long clients = 0;
    for (; System.nanoTime() < end; clients++) {
      RandomClient.live(service, new Random(seed + clients));
    }
    return clients;
  }

  private long kill(long end) {
    long died = 0;
    while (System.nanoTime() < end) {
      var arguments = List.of("die", service, "" + KILLED_AT_ONCE, "" + (seed + died) % 1_000_000);
      try (var clients = CProgram.start(CProgram.PEER, arguments)) {
        clients.awaitLine("died");
        died += KILLED_AT_ONCE;
      }
    }
    return died;
  }

  /** Files come and go, and the modules that answer about them are swapped. */
  private long change(long end) {
    List<Path> modules = ServedDirectory.programsModules();
    int changes = 0;
    for (; System.nanoTime() < end; changes++) {
      String path = "soak-" + changes % 20;
      put(path, "contents " + changes);
      Path jar = modules.get(changes % modules.size());
      var swapped = served.command("swap", jar.toString());
      assertEquals(swapped.errors().toString(), 0, swapped.status());
      assertEquals(0, InProcess.run("config", "rm", "--service", service, path).status());
    }
    return changes;
  }
}

package dev.qbipc.hostile;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.qbipc.conformance.Eventually;
import dev.qbipc.conformance.ProcessResources;
import dev.qbipc.conformance.RawClient;
import dev.qbipc.conformance.ServerConformance;
import dev.qbipc.conformance.ServerProcess;
import dev.qbipc.conformance.ServiceOptions;
import dev.qbipc.conformance.SharedMemory;
import dev.qbipc.server.QbServerOptions;
import dev.qbipc.server.ReaderOptions;
import dev.qbipc.server.ServiceStats;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Our conformance server in a JVM of its own with a single reader, which all clients share, and an
 * honest client beside the attackers. What the server logs goes to a file, which shows whom it
 * disconnected and that nothing failed in it.
 */
public final class ServerUnderAttack implements AutoCloseable {

  /** What attackers ask for unless they say otherwise, in bytes. */
  static final int MESSAGE_SIZE = 12328;

  /**
   * JVM option by which faults come to light where they skip handlers as often as possible (see
   * {@link dev.qbipc.linux.memory.PendingFault}).
   */
  public static final String FAULTS_SKIP_HANDLERS = "-XX:Tier23InlineeNotifyFreqLog=0";

  private static final Path DIRECTORY = Path.of("target", "hostile").toAbsolutePath();
  private static final AtomicInteger STARTED = new AtomicInteger();

  /** Vert.x starts its twenty worker threads one by one, as there is work, and keeps them. */
  private static final int CLIENTS_THAT_WAKE_ALL_WORKERS = 30;

  private static final String ERROR = " ERROR ";

  private final Path log;
  private final Path crashFile;
  private final ServerProcess process;
  private final HonestClient honest;
  private boolean failuresExpected;

  /** Of a server that was halted. */
  private int violationsAtEnd;

  private ServerUnderAttack(List<String> jvmOptions, QbServerOptions options) {
    String name = ProcessHandle.current().pid() + "-" + STARTED.incrementAndGet();
    log = DIRECTORY.resolve("server-" + name + ".log");
    crashFile = DIRECTORY.resolve("hs_err-" + name + ".log");
    try {
      Files.createDirectories(DIRECTORY);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var jvm = new ArrayList<>(jvmOptions);
    jvm.add("-XX:ErrorFile=" + crashFile);
    jvm.add("-Dorg.slf4j.simpleLogger.logFile=" + log);
    var service = new ServiceOptions().service("qb-hostile-" + name).server(options);
    process = ServerProcess.startOursInJvm(jvm, service);
    honest = new HonestClient(process.service());
  }

  /** How attacked servers are configured: one reader for all. */
  public static QbServerOptions options() {
    return options(new ReaderOptions());
  }

  /** As {@link #options()}, with a reader that waits with futex_waitv, or without it. */
  static QbServerOptions options(boolean futexWaitv) {
    return options(new ReaderOptions().setFutexWaitv(futexWaitv));
  }

  private static QbServerOptions options(ReaderOptions reading) {
    return new QbServerOptions().setService("ignored").setReaderOptions(reading.setReaders(1));
  }

  /** Starts one whose honest client makes calls at once. */
  static ServerUnderAttack start() {
    return start(options());
  }

  /** As {@link #start()}, configured otherwise. */
  static ServerUnderAttack start(QbServerOptions options) {
    return start(List.of(), options);
  }

  /** As {@link #start()}, in a JVM of another kind. */
  public static ServerUnderAttack start(List<String> jvmOptions, QbServerOptions options) {
    var server = new ServerUnderAttack(jvmOptions, options);
    server.honest.start();
    return server;
  }

  /**
   * Starts one that has not seen a request: the honest client is connected and silent until {@link
   * #endSilence()}.
   */
  static ServerUnderAttack startSilent(List<String> jvmOptions) {
    return startSilent(jvmOptions, options());
  }

  /** As {@link #startSilent(List)}, configured otherwise. */
  static ServerUnderAttack startSilent(List<String> jvmOptions, QbServerOptions options) {
    return new ServerUnderAttack(jvmOptions, options);
  }

  /** Lets the honest client begin. */
  void endSilence() {
    honest.start();
  }

  public String service() {
    return process.service();
  }

  public int pid() {
    return process.pid();
  }

  /** What the service has counted. */
  ServiceStats stats() {
    return process.stats();
  }

  HonestClient honest() {
    return honest;
  }

  /** What the server's process holds when only the honest client is connected. */
  public ProcessResources resourcesAtRest() {
    for (int i = 0; i < CLIENTS_THAT_WAKE_ALL_WORKERS; i++) {
      ServerConformance.assertServes(service());
    }
    return ProcessResources.atRest(pid(), 1);
  }

  /** Connects an attacker, who behaves until it has its rings. */
  RawClient intruder() {
    return RawClient.open(service(), MESSAGE_SIZE);
  }

  /** The private directory of an attacker. */
  static Path directory(RawClient intruder) {
    return intruder.request().headerFile().getParent();
  }

  /** Lets a new client attack and leave, and checks that no other client was harmed. */
  void suffer(Attack attack) {
    int violations = violations();
    Path directory = strike(attack);
    if (attack.endsTheConnection()) {
      assertEquals("connections disconnected", violations + 1, violations());
    } else {
      assertEquals("connections disconnected", violations, violations());
    }
    assertUnharmed(directory);
  }

  /**
   * Lets a new client attack and leave.
   *
   * @return its directory
   */
  Path strike(Attack attack) {
    try (var intruder = intruder()) {
      attack.strike(intruder);
      if (attack.endsTheConnection()) {
        intruder.awaitEnd();
      }
      return directory(intruder);
    }
  }

  /** How many clients were disconnected because they broke the protocol. */
  public int violations() {
    return process.process().isAlive()
        ? (int) process.stats().protection().protocolViolations()
        : violationsAtEnd;
  }

  private int count(String text) {
    try {
      return (int) Files.readAllLines(log).stream().filter(line -> line.contains(text)).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Checks that the server lives, serves old and new clients, and has cleaned up behind one. */
  void assertUnharmed(Path directoryOfGone) {
    Eventually.assertBecomes(
        "attacker's directory is there", false, () -> Files.exists(directoryOfGone));
    assertUnharmed();
  }

  /** Checks that the server lives and serves old and new clients. */
  public void assertUnharmed() {
    assertTrue("the server's process has ended", process.process().isAlive());
    honest.assertServed();
    ServerConformance.assertServesWhenTheQueueHasRoom(service());
    assertTrue("the server's process has ended", process.process().isAlive());
    assertFalse("the JVM crashed: " + crashFile, Files.exists(crashFile));
  }

  /** Removes the log, which grows with each attack. */
  public void discardLog() {
    try {
      Files.delete(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets the server log failures of its own, which must not be there otherwise. */
  void expectFailures() {
    failuresExpected = true;
  }

  private void assertNothingFailed() {
    assertEquals("errors in " + log, failuresExpected, count(ERROR) > 0);
  }

  /**
   * Ends without an orderly close, which takes longer. Nothing may be left all the same, since the
   * clients have gone before.
   */
  void halt() {
    honest.close();
    SharedMemory.assertNothingLeft(pid());
    violationsAtEnd = violations();
    process.process().command("abort");
    assertEquals("exit code", 0, process.process().exitCode());
    assertFalse("the JVM crashed: " + crashFile, Files.exists(crashFile));
    assertNothingFailed();
  }

  @Override
  public void close() {
    try {
      honest.close();
    } finally {
      process.close();
    }
    assertEquals("exit code", 0, process.process().exitCode());
    assertFalse("the JVM crashed: " + crashFile, Files.exists(crashFile));
    SharedMemory.assertNothingLeft(pid());
    assertNothingFailed();
  }
}

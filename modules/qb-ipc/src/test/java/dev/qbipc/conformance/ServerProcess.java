package dev.qbipc.conformance;

import dev.qbipc.QbException;
import dev.qbipc.libqb.CProgram;
import dev.qbipc.libqb.ChildProcess;
import dev.qbipc.libqb.OutputLines;
import dev.qbipc.server.ProtectionStats;
import dev.qbipc.server.ServiceStats;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A conformance service in a process of its own: libqb's, or ours in a second JVM. */
public final class ServerProcess implements ServerUnderTest {

  private static final String READY = "ready ";
  private static final String FAILED = "failed ";
  private static final String STATS = "stats ";

  /** For tests that are not about what the compiler makes of the server. */
  private static final List<String> QUICK_TO_START = List.of("-XX:TieredStopAtLevel=1");

  private final ChildProcess process;
  private final String service;

  private ServerProcess(ChildProcess process, String service) {
    this.process = process;
    this.service = service;
  }

  /**
   * Starts libqb's and waits until clients can connect.
   *
   * @param wrapper a command in front of it, such as {@code unshare}; empty for none
   * @throws QbException EADDRINUSE when the name is taken
   */
  public static ServerProcess startLibqb(List<String> wrapper, ServiceOptions options) {
    Path program = CProgram.executable(CProgram.LIBQB_SERVER);
    return start(wrapper, List.of(program.toString()), options.arguments(), options.service());
  }

  /** As {@link #startLibqb}, ours, in a JVM that is quick to start. */
  public static ServerProcess startOurs(List<String> wrapper, ServiceOptions options) {
    List<String> java = java(QUICK_TO_START);
    return startOurs(wrapper, java, PackedClasses.options(java), options);
  }

  /**
   * As {@link #startOurs(List, ServiceOptions)}, in a JVM that compiles as usual, or of its own
   * kind.
   *
   * @param jvmOptions come after the usual ones
   */
  public static ServerProcess startOursInJvm(List<String> jvmOptions, ServiceOptions options) {
    return startOursInJvm(List.of(), jvmOptions, options);
  }

  /** As {@link #startOursInJvm(List, ServiceOptions)}, by way of another command. */
  static ServerProcess startOursInJvm(
      List<String> wrapper, List<String> jvmOptions, ServiceOptions options) {
    List<String> java = java(List.of());
    List<String> classes = PackedClasses.options(java);
    java.addAll(jvmOptions);
    return startOurs(wrapper, java, classes, options);
  }

  /** As {@link #startOurs(List, ServiceOptions)}, with the classes in another place. */
  public static ServerProcess startOurs(
      List<String> wrapper, String classPath, ServiceOptions options) {
    return startOurs(wrapper, java(QUICK_TO_START), List.of("-cp", classPath), options);
  }

  private static List<String> java(List<String> more) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var command = new ArrayList<>(List.of(java, "-Xmx256m", "-XX:-UsePerfData"));
    // the collector of the program, and the one that starts soonest
    command.add("-XX:+UseSerialGC");
    command.addAll(more);
    return command;
  }

  private static ServerProcess startOurs(
      List<String> wrapper, List<String> java, List<String> classes, ServiceOptions options) {
    var program = new ArrayList<>(java);
    program.addAll(classes);
    program.add(ConformanceServer.class.getName());
    return start(wrapper, program, options.ourArguments(), options.service());
  }

  /** Starts a server program, wherever it is. */
  public static ServerProcess start(
      List<String> wrapper, List<String> program, List<String> arguments, String service) {
    var command = new ArrayList<>(wrapper);
    command.addAll(program);
    command.addAll(arguments);
    ChildProcess process = ChildProcess.start(command);
    try {
      String line = process.awaitLine(READY, FAILED);
      if (line.startsWith(FAILED)) {
        int errno = Integer.parseInt(line.substring(FAILED.length()));
        throw new QbException(errno, "cannot listen on " + service);
      }
      return new ServerProcess(process, service);
    } catch (RuntimeException | AssertionError e) {
      process.close();
      throw e;
    }
  }

  /** The process. */
  public ChildProcess process() {
    return process;
  }

  @Override
  public String service() {
    return service;
  }

  @Override
  public int pid() {
    return process.pid();
  }

  @Override
  public OutputLines callbacks() {
    return process.output();
  }

  @Override
  public void rateLimit(int limit) {
    process.command("rate " + limit);
    process.awaitLine("rate " + limit);
  }

  @Override
  public ServiceStats stats() {
    process.command("stats");
    String[] words = process.awaitLine(STATS).split(" ");
    // libqb's server has no more.
    var protection =
        words.length > 3 ? new ProtectionStats(new JsonObject(words[3])) : ProtectionStats.NONE;
    return new ServiceStats(Integer.parseInt(words[1]), Integer.parseInt(words[2]), protection);
  }

  @Override
  public void close() {
    process.close();
  }
}

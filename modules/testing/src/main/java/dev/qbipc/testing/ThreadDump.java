package dev.qbipc.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;
import javax.management.ObjectName;

/** Prints what all threads of this JVM, and of JVMs that it has started, are doing. */
final class ThreadDump {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private ThreadDump() {}

  static void show(String why) {
    System.out.printf("%n==== %s: all threads%n%s%n", why, ofThisJvm());
    ProcessHandle.current().descendants().forEach(ThreadDump::show);
    System.out.printf("==== end of all threads: %s%n", why);
    System.out.flush();
  }

  private static String ofThisJvm() {
    try {
      var commands = new ObjectName("com.sun.management:type=DiagnosticCommand");
      return (String)
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  commands,
                  "threadPrint",
                  new Object[] {new String[] {"-l"}},
                  new String[] {String[].class.getName()});
    } catch (JMException e) {
      return e.toString();
    }
  }

  private static void show(ProcessHandle process) {
    String command = process.info().commandLine().orElse("?");
    System.out.printf("==== process %d that the tests have started: %s%n", process.pid(), command);
    if (process.info().command().orElse("").endsWith("/java")) {
      System.out.println(ofJvm(process));
    }
  }

  /** Uses another process, since a hanging JVM may not answer itself. */
  private static String ofJvm(ProcessHandle process) {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    try {
      Path threads = Files.createTempFile("threads", null);
      try {
        Process asking =
            new ProcessBuilder(List.of(jcmd, String.valueOf(process.pid()), "Thread.print"))
                .redirectErrorStream(true)
                .redirectOutput(threads.toFile())
                .start();
        if (!asking.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
          asking.destroyForcibly();
          return "does not answer";
        }
        return Files.readString(threads, UTF_8);
      } finally {
        Files.delete(threads);
      }
    } catch (IOException e) {
      return e.toString();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return e.toString();
    }
  }
}

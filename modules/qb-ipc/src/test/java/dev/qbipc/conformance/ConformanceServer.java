package dev.qbipc.conformance;

import dev.qbipc.QbException;
import dev.qbipc.server.QbServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Our conformance service as a program, with {@code libqb-server.c}'s command line, commands and
 * output: for tests that limit, stop or kill the server's process.
 */
final class ConformanceServer {

  private ConformanceServer() {}

  public static void main(String[] arguments) throws IOException {
    loadClasses();
    var options = ServiceOptions.parse(arguments);
    try (var server = InProcessServer.start(options, System.out::println)) {
      System.out.println("ready " + options.service());
      obey(server);
    } catch (QbException e) {
      System.out.println("failed " + e.errno());
    }
  }

  /**
   * Loads our classes now: in the build they are files, and a test that takes all descriptors away
   * would take the classes away too. A jar is open already.
   */
  private static void loadClasses() throws IOException {
    Path classes =
        Path.of(QbServer.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    if (!Files.isDirectory(classes)) {
      return;
    }
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
        String name = classes.relativize(file).toString().replace('/', '.');
        Class.forName(name.substring(0, name.length() - ".class".length()));
      }
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("a class has gone", e);
    }
  }

  private static void obey(ServerUnderTest server) throws IOException {
    var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      if (line.startsWith("rate ")) {
        server.rateLimit(Integer.parseInt(line.substring("rate ".length())));
        System.out.println(line);
      } else if (line.equals("stats")) {
        var stats = server.stats();
        System.out.println("stats " + stats.activeConnections() + " " + stats.closedConnections());
      } else if (line.equals("abort")) {
        Runtime.getRuntime().halt(0);
      }
    }
  }
}

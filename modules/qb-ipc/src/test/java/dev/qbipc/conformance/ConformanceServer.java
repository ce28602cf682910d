package dev.qbipc.conformance;

import dev.qbipc.QbException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * Our conformance service as a program, with {@code libqb-server.c}'s command line, commands and
 * output: for tests that limit, stop or kill the server's process.
 */
final class ConformanceServer {

  private ConformanceServer() {}

  public static void main(String[] arguments) throws IOException {
    var options = ServiceOptions.parse(arguments);
    try (var server = InProcessServer.start(options, System.out::println)) {
      System.out.println("ready " + options.service());
      obey(server);
    } catch (QbException e) {
      System.out.println("failed " + e.errno());
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
        System.out.println(
            "stats "
                + stats.activeConnections()
                + " "
                + stats.closedConnections()
                + " "
                + stats.protection().toJson());
      } else if (line.equals("abort")) {
        Runtime.getRuntime().halt(0);
      }
    }
  }
}

package dev.pmxcfs.ipc.harness;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The commands of {@code config}, on a running server or on a database. */
public final class ConfigCommands {

  private final List<String> place;

  private ConfigCommands(String... place) {
    this.place = List.of(place);
  }

  /** On a server's files. */
  public static ConfigCommands onService(String service) {
    return new ConfigCommands("--service", service);
  }

  /** On a database that no server has. */
  public static ConfigCommands onDatabase(Path database) {
    return new ConfigCommands("--db", database.toString());
  }

  /** On either, new and empty. */
  public static ConfigCommands on(boolean isServed, Programs programs, Path directory) {
    Path database = directory.resolve("config.db");
    if (!isServed) {
      return onDatabase(database);
    }
    String service = Program.newService();
    programs.startService(service, "serve", "--service", service, "--db", database.toString());
    return onService(service);
  }

  /** Runs a command that succeeds without a word on standard error. */
  public String done(String... arguments) {
    Program.Result result = run(arguments);
    assertEquals(result.errors().toString(), 0, result.status());
    assertEquals(List.of(), result.errors());
    return result.text();
  }

  /** Runs a command that fails in one line, and with the status that goes with it. */
  public void fails(String what, String... arguments) {
    Program.Result result = run(arguments);
    String errors = String.join("\n", result.errors());
    assertThat(errors, containsString(what));
    assertEquals(errors, 1, result.errors().size());
    assertEquals(errors, ExpectedStatus.of(result), result.status());
    assertEquals("", result.text());
  }

  /** Gives a file contents. */
  public void put(String path, String contents) {
    String[] arguments = arguments("put", path, "--empty");
    Program.Result result = InProcess.run(contents.getBytes(StandardCharsets.UTF_8), arguments);
    assertEquals(result.errors().toString(), 0, result.status());
  }

  /** Runs a command. */
  public Program.Result run(String... arguments) {
    return InProcess.run(arguments(arguments));
  }

  /** A command's whole command line. */
  public String[] arguments(String... arguments) {
    return Stream.of(
            Stream.of("config", arguments[0]), place.stream(), Stream.of(arguments).skip(1))
        .flatMap(all -> all)
        .toArray(String[]::new);
  }
}

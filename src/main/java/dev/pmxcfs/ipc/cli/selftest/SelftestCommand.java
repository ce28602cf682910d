package dev.pmxcfs.ipc.cli.selftest;

import dev.pmxcfs.ipc.cli.base.CommandFailedException;
import dev.pmxcfs.ipc.cli.base.EpollVertx;
import dev.pmxcfs.ipc.cli.base.StandardOutput;
import dev.pmxcfs.ipc.cli.selftest.Finding.State;
import dev.pmxcfs.ipc.log.LogLevels;
import dev.qbipc.server.QbServerOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.slf4j.event.Level;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Says what a machine lacks for a server, before one is started. Changes nothing. */
@Command(
    name = "selftest",
    description = {
      "Says what this machine lacks for a server, before one is started, and what to do about it.",
      "Changes nothing. Ends with status 1 if something is missing; what is only less than it could"
          + " be is a warning."
    },
    mixinStandardHelpOptions = true)
public final class SelftestCommand implements Runnable {

  @Mixin private SelftestOptions options;

  @Option(names = "--json", description = "Prints an array of objects instead of lines.")
  private boolean json;

  @Spec private CommandSpec command;

  @Override
  public void run() {
    List<Finding> findings = findings();
    StandardOutput.print(
        json
            ? List.of(
                new JsonArray(findings.stream().map(Finding::toJson).toList()).encodePrettily())
            : findings.stream().flatMap(SelftestCommand::lines).toList());
    long missing = findings.stream().filter(one -> one.state() == State.MISSING).count();
    if (missing > 0) {
      throw new CommandFailedException(
          (missing == 1 ? "1 thing is" : missing + " things are") + " missing for a server");
    }
  }

  private List<Finding> findings() {
    Level before = LogLevels.get();
    Vertx vertx = EpollVertx.start(1);
    LogLevels.set(Level.ERROR);
    try {
      List<Finding> findings = new ArrayList<>();
      findings.addAll(MachineFindings.all(new QbServerOptions().setService(options.service())));
      findings.addAll(ServiceFindings.all(options));
      findings.addAll(PeerFindings.all(vertx, options));
      findings.addAll(MountFindings.all(options));
      return findings;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    } finally {
      vertx.close().await();
      LogLevels.set(before);
    }
  }

  private static Stream<String> lines(Finding finding) {
    String line =
        String.format(
            Locale.ROOT, "%-8s %-14s %s", finding.state(), finding.what(), finding.found());
    return Stream.concat(
        Stream.of(line), finding.action().map(action -> " ".repeat(24) + action).stream());
  }
}

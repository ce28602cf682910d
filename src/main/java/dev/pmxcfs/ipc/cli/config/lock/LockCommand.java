package dev.pmxcfs.ipc.cli.config.lock;

import dev.pmxcfs.ipc.cli.base.RunningServiceOption;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a command while it holds a lock of the cluster. */
@Command(
    name = "lock",
    description = {
      "Runs a command while it holds a lock of the cluster, priv/lock/NAME, as PVE's programs take"
          + " it: the lock is renewed, and given back when the command ends; one that its holder"
          + " has not renewed for more than 120 s is taken over.",
      "Ends with the status of the command, or with 7 if the lock was not to be had in time, or was"
          + " lost; then the command is told to end by SIGTERM."
    },
    exitCodeListHeading = "%nExit status%n",
    exitCodeList = {
      "2:The command line is not understood; the command was not run.",
      "3:No such server is running; the command was not run.",
      "4:Refused; the command was not run.",
      "5:There is no such command.",
      "7:Somebody else holds the lock, or it was lost.",
      "0-255:The command's own otherwise, 128 and the number of a signal that has ended it."
    },
    mixinStandardHelpOptions = true)
public final class LockCommand implements Callable<Integer> {

  private static final int MAX_WAIT = 3600;

  @Mixin private RunningServiceOption service;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description =
          "How long to wait for a lock that is held, or for a server that is not there (default:"
              + " ${DEFAULT-VALUE}).")
  private int wait;

  @Parameters(index = "0", paramLabel = "NAME", description = "The lock, such as storage-local.")
  private String name;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "COMMAND",
      description = "The command and its arguments, behind --.")
  private List<String> command;

  @Spec private CommandSpec spec;

  private int status;

  @Override
  public Integer call() {
    if (name.isEmpty() || name.contains("/") || name.equals(".") || name.equals("..")) {
      throw notUnderstood("not a name of a lock: '" + name + "'");
    }
    if (wait < 0 || wait > MAX_WAIT) {
      throw notUnderstood("--wait must be 0 to " + MAX_WAIT + ": " + wait);
    }
    service.withVertx(
        vertx -> {
          var lock = new TreeLock(vertx, service.name(), name, Clock.systemUTC());
          status = new LockedCommand(lock, command, this::note).run(Duration.ofSeconds(wait));
        });
    return status;
  }

  private ParameterException notUnderstood(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private void note(String note) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(note);
    err.flush();
  }
}

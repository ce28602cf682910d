package dev.pmxcfs.ipc.cli.config.watch;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.ipc.admin.FilesWatch;
import dev.pmxcfs.ipc.admin.RefusedException;
import dev.pmxcfs.ipc.admin.WatchedChange;
import dev.pmxcfs.ipc.admin.WatchedTree;
import dev.pmxcfs.ipc.cli.base.ConnectFailure;
import dev.pmxcfs.ipc.cli.base.RunningServiceOption;
import dev.pmxcfs.ipc.cli.base.StandardOutput;
import dev.pmxcfs.ipc.cli.config.place.ConfigPathConverter;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.qbipc.QbException;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints changes of the configuration files as they are made. */
@Command(
    name = "watch",
    description = {
      "Prints a line for each change of the files of a running server, until Ctrl-C.",
      "When the server ends, watch says so and waits until it is back; then it prints what has"
          + " changed meanwhile, each entry once. So nothing is left out and nothing printed twice."
          + " What begins, and where there were gaps, is said on standard error."
    },
    mixinStandardHelpOptions = true)
public final class WatchCommand implements Runnable {

  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  @Mixin private RunningServiceOption service;

  @Parameters(
      paramLabel = "PATH",
      arity = "0..1",
      converter = ConfigPathConverter.class,
      description = "A file, or a directory with all that is below it (default: everything).")
  private ByteString path = ByteString.of("");

  @Option(
      names = "--json",
      description =
          "Prints an object in each line: event (create, change, move, delete, and also begin and"
              + " gap), path, from, type, size, version, mtime, writer, inode, treeVersion.")
  private boolean isJson;

  @Spec private CommandSpec command;

  private final FollowedTree followed = new FollowedTree();
  private ByteString watched;

  @Override
  public void run() {
    watched = new ConfigPath(path.toArray()).canonical();
    service.withVertx(
        vertx -> {
          boolean isFirst = true;
          while (true) {
            try (FilesWatch watch = isFirst ? connect(vertx) : connectAgain(vertx)) {
              WatchedTree tree = watch.begin();
              if (isFirst) {
                followed.begin(tree);
                begun(tree);
                isFirst = false;
              } else {
                print(followed.replaced(tree));
              }
              follow(watch);
            } catch (IOException e) {
              gap("the server " + service.name() + " has ended; waiting until it is back");
            }
          }
        });
  }

  private FilesWatch connect(Vertx vertx) {
    return service.connect(() -> FilesWatch.connect(vertx, service.name()));
  }

  private FilesWatch connectAgain(Vertx vertx) {
    while (true) {
      try {
        return FilesWatch.connect(vertx, service.name());
      } catch (QbException e) {
        if (!ConnectFailure.isNotRunning(e) && !ConnectFailure.isOfAnEnd(e)) {
          throw ConnectFailure.ofServer(service.name(), e);
        }
        LockSupport.parkNanos(RETRY_NANOS);
      }
    }
  }

  private void follow(FilesWatch watch) throws RefusedException, IOException {
    while (true) {
      Optional<WatchedChange> change = watch.next();
      if (change.isPresent()) {
        print(followed.changed(change.get()));
      } else {
        gap("changes came faster than they were read; what they have made is compared");
        print(followed.replaced(watch.begin()));
      }
    }
  }

  private void print(List<TreeEvent> events) {
    List<String> lines =
        events.stream()
            .filter(event -> event.isBelow(watched))
            .map(event -> isJson ? event.toJson().encode() : event.line())
            .toList();
    if (!lines.isEmpty()) {
      StandardOutput.print(lines);
    }
  }

  private void begun(WatchedTree tree) {
    if (isJson) {
      print(new JsonObject().put("event", "begin").put("treeVersion", tree.version()));
    } else {
      note("watching " + service.name() + " from version " + Long.toUnsignedString(tree.version()));
    }
  }

  private void gap(String reason) {
    if (isJson) {
      print(new JsonObject().put("event", "gap").put("reason", reason));
    } else {
      note(reason);
    }
  }

  private static void print(JsonObject event) {
    StandardOutput.print(List.of(event.encode()));
  }

  private void note(String note) {
    PrintWriter err = command.commandLine().getErr();
    err.println(note);
    err.flush();
  }
}

package dev.pmxcfs.ipc.cli.corosync;

import dev.pmxcfs.ipc.cli.base.CommandFailedException;
import dev.pmxcfs.ipc.cli.base.StandardOutput;
import dev.qbipc.corosync.Corosync;
import dev.qbipc.corosync.CorosyncException;
import dev.qbipc.corosync.Reconnecting;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints what changes in the cluster, until it is told to end. */
@Command(
    name = "watch",
    description = "Prints a line for each change of the quorum, the ring and its nodes.",
    footer = {
      "",
      "The first line is the state at the beginning. When corosync ends, watch says so and waits"
          + " until it is back. Ctrl-C ends it."
    },
    mixinStandardHelpOptions = true)
final class WatchCommand implements Runnable {

  @Mixin private RunningCorosync running;

  @Option(names = "--json", description = "Prints an object of JSON in each line.")
  private boolean json;

  private NodeList nodes = NodeList.empty();

  @Override
  public void run() {
    running.ask(this::watch);
  }

  private void watch(Vertx vertx, Corosync corosync, Answers answers) {
    var events = new QuorumEvents();
    Reconnecting.keep(vertx, corosync::quorum)
        .handler(
            quorum ->
                QuorumTracking.start(quorum, events::state)
                    // or nothing would ever come on this connection
                    .onFailure(failure -> quorum.close()))
        .lostHandler(events::lost)
        .start();
    QuorumEvents.Event event = events.first(answers);
    QuorumEvents.Event before = QuorumEvents.Event.NONE;
    while (true) {
      if (!event.equals(before)) {
        nameAll(event.nodeIds(), corosync, answers.again());
        var change = new WatchedChange(Instant.now(), before, event, nodes);
        StandardOutput.print(List.of(json ? change.toJson().encode() : change.line()));
        before = event;
      }
      event = events.next();
    }
  }

  /** Corosync.conf may have changed; names are worth no failure. */
  private void nameAll(Collection<Integer> ids, Corosync corosync, Answers answers) {
    if (!ids.stream().allMatch(nodes::has)) {
      try {
        nodes = NodeList.read(corosync, answers);
      } catch (CorosyncException | CommandFailedException e) {
        // The next change is another chance.
      }
    }
  }
}

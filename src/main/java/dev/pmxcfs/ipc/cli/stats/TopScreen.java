package dev.pmxcfs.ipc.cli.stats;

import dev.pmxcfs.ipc.admin.RefusedException;
import dev.pmxcfs.ipc.admin.RunningService;
import dev.qbipc.QbException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Views of a server on a terminal, one after the other, until q is pressed. */
final class TopScreen {

  private final Terminal terminal;
  private final Keys keys;
  private final long intervalNanos;
  private RunningService running;
  private final TopControls controls = new TopControls();
  private List<JsonObject> log = List.of();

  /**
   * @param running closed by its owner; one that takes its place is closed here
   */
  TopScreen(RunningService running, Terminal terminal, Keys keys, long intervalNanos) {
    this.running = running;
    this.terminal = terminal;
    this.keys = keys;
    this.intervalNanos = intervalNanos;
  }

  void show() throws RefusedException, IOException {
    Sample before = Sample.of(running.report());
    Optional<TopView> view = Optional.empty();
    while (isWaitedFor(view, "")) {
      Optional<Sample> sample = sample();
      if (sample.isPresent()) {
        view = Optional.of(new TopView(before, sample.get()));
        draw(view, "");
        before = sample.get();
      } else if (awaitServer(view)) {
        before = Sample.of(running.report());
        view = Optional.empty();
      } else {
        return;
      }
    }
  }

  /** Nothing if the server has ended. */
  private Optional<Sample> sample() throws RefusedException {
    try {
      if (controls.choice().tab() == TopTab.LOG) {
        log = running.clusterLog();
      }
      return Optional.of(Sample.of(running.report()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** False if q was pressed before a server was there. */
  private boolean awaitServer(Optional<TopView> last) {
    String notice = "the server " + running.service() + " has ended; waiting for the next";
    do {
      draw(last, notice);
      if (!isWaitedFor(last, notice)) {
        return false;
      }
    } while (!isConnectedAgain());
    return true;
  }

  private boolean isConnectedAgain() {
    try {
      running = running.connectAgain();
      return true;
    } catch (QbException e) {
      return false;
    }
  }

  /** Waits for an interval, and does what keys say. False if q was pressed. */
  private boolean isWaitedFor(Optional<TopView> view, String notice) {
    long end = System.nanoTime() + intervalNanos;
    for (long left = intervalNanos; left > 0; left = end - System.nanoTime()) {
      char key = keys.next(left);
      if (key != Keys.NONE && controls.press(key)) {
        if (controls.isEnded()) {
          return false;
        }
        if (controls.choice().tab() == TopTab.LOG && log.isEmpty()) {
          return true; // to be asked for at once
        }
        draw(view, notice);
      }
    }
    return true;
  }

  private void draw(Optional<TopView> view, String notice) {
    List<String> lines = new ArrayList<>(controls.help());
    if (!notice.isEmpty()) {
      lines.add(notice);
    }
    if (controls.help().isEmpty()) {
      view.ifPresent(
          shown -> lines.addAll(shown.lines(controls.choice(), controls.heading(), log)));
    }
    if (!lines.isEmpty()) {
      terminal.show(lines);
    }
  }
}

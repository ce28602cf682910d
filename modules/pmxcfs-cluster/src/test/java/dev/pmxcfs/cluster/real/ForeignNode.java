package dev.pmxcfs.cluster.real;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.qbipc.corosync.real.RealCorosync;
import dev.qbipc.testing.Polling;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * A node that runs another pmxcfs: the C server, or the packaged program in its place. It has the
 * directories of a Proxmox VE node in namespaces of its own, and is used through its mount.
 */
final class ForeignNode implements AutoCloseable {

  /** What the C server looks at beside corosync's configuration. */
  private static final String SET_UP =
      """
      mkdir -p /run/etc/corosync /run/data /run/pve-cluster /etc/pve
      cp /run/corosync.conf /etc/corosync/
      mount --bind /run/data /var/lib/pve-cluster
      echo '10.77.0.%d n%d' > /etc/hosts
      echo 'hosts: files' > /etc/nsswitch.conf
      echo 'root:x:0:0:root:/root:/bin/sh' > /etc/passwd
      printf 'root:x:0:\\nwww-data:x:33:\\n' > /etc/group
      hostname n%d
      exec %s
      """;

  private static final String OWN_ARGUMENTS =
      " serve --db /var/lib/pve-cluster/config.db --mount /etc/pve --node n%d";

  /** Debian's package libfaketime, by which a program has a clock of its own. */
  private static final Path FAKETIME =
      Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1");

  private static final String OWN_CLOCK =
      "env FAKETIME_TIMESTAMP_FILE=/run/faketime FAKETIME_NO_CACHE=1 FAKETIME_DONT_FAKE_MONOTONIC=1"
          + " LD_PRELOAD="
          + FAKETIME
          + " ";

  private static final int PATIENCE_SECONDS = 20;

  private final RealCorosync corosync;
  private final int id;
  private final boolean isOwn;
  private String command;
  private Process process;

  /**
   * @param program a pmxcfs, or this program's launcher
   */
  ForeignNode(RealCorosync corosync, int id, String program) {
    this.corosync = corosync;
    this.id = id;
    isOwn = isOwn(program);
    command = program + (isOwn ? String.format(OWN_ARGUMENTS, id) : " -f");
  }

  /** Whether it can have a clock of its own. */
  boolean mayHaveClock() {
    return !isOwn && Files.exists(FAKETIME);
  }

  /** Gives it a clock of its own, which it has from its start on; or sets that clock. */
  void setClockAhead(int seconds) {
    try {
      Files.writeString(corosync.directory().resolve("faketime"), "+" + seconds + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (process == null) {
      command = OWN_CLOCK + command;
    }
  }

  private static boolean isOwn(String program) {
    return new String(output(List.of(program, "--version"), ""), UTF_8).contains("pmxcfs-ipc");
  }

  /** Starts it, and waits until it is mounted. */
  void start() {
    try {
      for (String directory : List.of("/var/lib/pve-cluster", "/etc/pve")) {
        Files.createDirectories(Path.of(directory));
      }
      Files.createDirectories(corosync.directory().resolve("etc/corosync"));
      copyJava(corosync.directory().resolve("etc"));
      String script = String.format(SET_UP, id, id, id, command);
      List<String> inside =
          corosync.inside(List.of("unshare", "--mount", "--uts", "sh", "-c", script));
      File log = corosync.directory().resolve("pmxcfs.log").toFile();
      process =
          new ProcessBuilder(inside)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Polling.until(() -> shell("cat .version", "").contains("starttime"), "n" + id + " is mounted");
  }

  /** The node's /etc is its own, and Debian's Java has its settings there. */
  private static void copyJava(Path etc) {
    String copy = "cp -rL /etc/java-*-openjdk /etc/resolv.conf " + etc + " 2>/dev/null; true";
    output(List.of("sh", "-c", copy), "");
  }

  /** What a script prints that runs in the mount. */
  String shell(String script, String input) {
    var inside = List.of("nsenter", "--target=" + process.pid(), "--mount", "sh", "-c");
    List<String> all = new ArrayList<>(inside);
    all.add("cd /etc/pve && { " + script + "; } 2>&1");
    return new String(output(all, input), UTF_8);
  }

  private static byte[] output(List<String> command, String input) {
    try {
      Process started = new ProcessBuilder(command).redirectErrorStream(true).start();
      try (var toProcess = started.getOutputStream()) {
        toProcess.write(input.getBytes(UTF_8));
      }
      return started.getInputStream().readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether a script succeeds. */
  boolean does(String script, String input) {
    return shell(script + " && echo done", input).endsWith("done\n");
  }

  boolean put(String file, String text) {
    return does("cat > " + file, text);
  }

  Optional<String> text(String file) {
    return does("test -f " + file, "") ? Optional.of(shell("cat " + file, "")) : Optional.empty();
  }

  /** What it has logged so far. */
  String log() {
    return RealNode.read(corosync.directory().resolve("pmxcfs.log"));
  }

  /** Where its database is, as this process sees it. */
  Path database() {
    return corosync.directory().resolve("data/config.db");
  }

  /** Ends it as an administrator does. */
  @Override
  public void close() {
    end(false);
  }

  void kill() {
    end(true);
  }

  private void end(boolean byForce) {
    if (process != null) {
      process.descendants().forEach(child -> end(child, byForce));
      end(process.toHandle(), byForce);
      try { // the C server sometimes does not end when it is asked to (defect D17)
        process.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
      } catch (CompletionException e) {
        process.descendants().forEach(child -> end(child, true));
        end(process.toHandle(), true);
        process.onExit().join();
      }
      process = null;
    }
  }

  private static void end(ProcessHandle handle, boolean byForce) {
    if (byForce) {
      handle.destroyForcibly();
    } else {
      handle.destroy();
    }
  }
}

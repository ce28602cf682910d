package dev.qbipc.corosync.real;

import dev.qbipc.corosync.cpg.CpgAddress;
import dev.qbipc.corosync.fake.Waiting;
import dev.qbipc.testing.Patience;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** A member of a group on libcpg, {@code cpg-member.c}, which has been compiled for its node. */
final class LibcpgMember implements AutoCloseable {

  private static final Pattern EVENT = Pattern.compile("(message|change|ring) .*");

  private final Process process;
  private final CpgAddress address;
  private final List<String> said = new ArrayList<>();
  private final Thread reader;

  private LibcpgMember(Process process, CpgAddress address) {
    this.process = process;
    this.address = address;
    reader = new Thread(this::read, "member " + address);
    reader.setDaemon(true);
    reader.start();
  }

  /** Joins a group on a node, and waits for that. A NUL at the end of its name is counted. */
  static LibcpgMember join(RealCluster cluster, int node, String group) {
    List<String> command = new ArrayList<>(List.of("/run/" + LibcpgProgram.NAME));
    if (group.endsWith("\0")) {
      command.addAll(List.of(group.substring(0, group.length() - 1), "with its NUL"));
    } else {
      command.add(group);
    }
    Process process = started(cluster.node(node).inside(command));
    var member = new LibcpgMember(process, new CpgAddress(node, (int) process.pid()));
    member.await(".* joined.* " + member.address + "\\([14]\\).* left.*");
    return member;
  }

  private static Process started(List<String> command) {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read() {
    try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
      lines.lines().forEach(this::add);
    } catch (IOException | UncheckedIOException e) {
      add("no more of it: " + e);
    }
  }

  private synchronized void add(String line) {
    said.add(line);
  }

  CpgAddress address() {
    return address;
  }

  /** Sends messages of so many parts of so many bytes, and goes on printing what comes. */
  void send(int count, int parts, int size) {
    command("send " + count + " " + parts + " " + size);
  }

  /** Waits until it has sent all, for the n-th time. */
  void awaitSent(int times) {
    await(lines -> lines.stream().filter("sent"::equals).count() >= times, "that it has sent");
  }

  /** Leaves the group and ends. */
  void leave() {
    command("leave");
    awaitEnd();
  }

  /** Kills the process. */
  void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  private void command(String command) {
    try {
      var input = process.outputWriter(StandardCharsets.UTF_8);
      input.write(command + "\n");
      input.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("member " + address + " takes no more commands: " + said(), e);
    }
  }

  /** Waits until the process has ended and all that it printed is here. */
  void awaitEnd() {
    try {
      if (!process.waitFor(Patience.LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("member " + address + " did not end: " + said());
      }
      reader.join(Patience.LIMIT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for member " + address, e);
    }
  }

  /** Waits for a line. */
  void await(String pattern) {
    Predicate<String> line = Pattern.compile(pattern).asMatchPredicate();
    await(lines -> lines.stream().anyMatch(line), pattern);
  }

  /** Waits until what it has printed meets a condition, which it cannot when it has ended. */
  void await(Predicate<List<String>> condition, String what) {
    Waiting.until(
        () -> {
          boolean ended = !reader.isAlive();
          List<String> lines = said();
          boolean met = condition.test(lines);
          if (ended && !met) {
            throw new AssertionError("member " + address + " ended before " + what + ": " + lines);
          }
          return met;
        },
        what + " of member " + address);
  }

  /** The messages, changes and rings that came so far. */
  List<String> events() {
    return said().stream().filter(EVENT.asMatchPredicate()).toList();
  }

  /** All that it has printed. */
  synchronized List<String> said() {
    return List.copyOf(said);
  }

  /** Ends it as a process that dies, if it has not ended. */
  @Override
  public void close() {
    kill();
  }
}

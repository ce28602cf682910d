package dev.qbipc.fuse.real;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.qbipc.fuse.FuseOptions;
import dev.qbipc.fuse.FuseStats;
import dev.qbipc.fuse.MountException;
import dev.qbipc.fuse.Name;
import dev.qbipc.fuse.session.FuseSession;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The program that serves {@link TestFiles}: it says whether they are mounted, does what lines of
 * its input ask for, answers each with a line, and says when and why the session has ended.
 */
public final class TestServer {

  private TestServer() {}

  /** Arguments: where to mount, and options such as {@code timeout=1000}. */
  public static void main(String[] arguments) throws IOException {
    var files = new TestFiles();
    FuseSession session;
    try {
      session = FuseSession.mount(files, Path.of(arguments[0]), options(arguments));
    } catch (MountException e) {
      say("refused: " + e.getMessage());
      return;
    }
    session.ended().thenAccept(end -> say("ended " + end));
    say("mounted");
    var input = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      say(done(files, session, line.split(" ")));
    }
    session.close();
  }

  private static synchronized void say(String line) {
    System.out.println(line);
    System.out.flush();
  }

  private static FuseOptions options(String[] arguments) {
    var options = new FuseOptions();
    for (int i = 1; i < arguments.length; i++) {
      String[] option = arguments[i].split("=");
      int value = Integer.parseInt(option[1]);
      switch (option[0]) {
        case "timeout" -> options.setTimeout(Duration.ofMillis(value));
        case "closeTimeout" -> options.setCloseTimeout(Duration.ofMillis(value));
        case "maxReaders" -> options.setMaxReaders(value);
        case "maxNotifications" -> options.setMaxNotifications(value);
        case "maxWaiting" -> options.setMaxWaiting(value);
        default -> throw new IllegalArgumentException(arguments[i]);
      }
    }
    return options;
  }

  /** How many calls of a kind there were, and how many of them were refused. */
  private static String calls(FuseStats stats, String name) {
    return stats.calls().stream()
        .filter(calls -> calls.name().equals(name))
        .map(calls -> calls.calls() + " " + calls.errors())
        .findAny()
        .orElse("none");
  }

  private static String done(TestFiles files, FuseSession session, String[] words) {
    var cache = session.kernelCache();
    String name = words.length > 1 ? words[1] : "";
    switch (words[0]) {
      case "resize" -> files.resize(name, Integer.parseInt(words[2]));
      case "fill" -> files.fill(name, (byte) words[2].charAt(0));
      case "attributes" -> cache.attributesChanged(files.id(name));
      case "contents" -> cache.contentsChanged(files.id(name));
      case "entry" -> cache.entryChanged(TestFiles.ROOT, Name.of(name));
      case "entries" -> {
        for (int i = 0; i < Integer.parseInt(name); i++) {
          cache.entryChanged(TestFiles.ROOT, Name.of("no such name " + i));
        }
      }
      case "drop" -> files.drop(name);
      case "remove" -> cache.entryRemoved(TestFiles.ROOT, files.drop(name), Name.of(name));
      case "answer" -> {
        return Boolean.toString(files.answer(name, Integer.parseInt(words[2])));
      }
      case "release" -> files.release();
      case "isWaiting" -> {
        return Boolean.toString(files.isWaiting(name));
      }
      case "blocked" -> {
        return Integer.toString(files.blocked());
      }
      case "writes" -> {
        return files.writes().toString();
      }
      case "readers" -> {
        return Integer.toString(session.stats().readers());
      }
      case "waiting" -> {
        return Integer.toString(session.stats().waiting());
      }
      case "notifications" -> {
        return Integer.toString(session.stats().notificationsWaiting());
      }
      case "stats" -> {
        return session.stats().toString();
      }
      case "calls" -> {
        return calls(session.stats(), name);
      }
      case "isAnyUnanswered" -> {
        return Boolean.toString(session.stats().oldestNanos() > 0);
      }
      case "isMounted" -> {
        return Boolean.toString(session.isMounted());
      }
      case "close" -> session.close();
      default -> throw new IllegalArgumentException(words[0]);
    }
    return "ok";
  }
}

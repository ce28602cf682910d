package dev.pmxcfs.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.api.ByteString;
import dev.qbipc.testing.Patience;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * An acknowledged write survives a process that is killed (operations, section 6): a process writes
 * files and says so after each; it is killed with SIGKILL after a random number of them, and the
 * next one is written to the same database.
 */
public class CrashTest {

  private static final int FILES = 200;
  private static final int KILLS = 8;
  private static final int MAX_CONTENTS = 20_000;

  @Rule public TemporaryFolder folder = new TemporaryFolder();

  @Test
  public void acknowledgedWritesSurviveAKill() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    RecordedDatabase database = RecordedDatabase.at(folder.getRoot().toPath().resolve("config.db"));
    List<String> acknowledged = new ArrayList<>();
    for (int round = 0; round < KILLS; round++) {
      String about = "seed " + seed + ", round " + round;
      int killAfter = round == 0 ? FILES : random.nextInt(FILES);
      List<String> written = writeUntilKilled(database, round, killAfter, random.nextInt(400));
      assertTrue(about, written.size() >= killAfter);
      acknowledged.addAll(written);
      try (ClusterState state = ClusterState.open(database.options())) {
        for (String path : acknowledged) {
          Optional<String> found =
              state.config(ByteString.of(path)).map(data -> new String(data, UTF_8));
          assertEquals(about + ": " + path, Optional.of(contents(path)), found);
        }
      }
      assertEquals(about, "ok", database.query("pragma integrity_check"));
    }
  }

  /** The paths that the process acknowledged before it was killed. */
  private static List<String> writeUntilKilled(
      RecordedDatabase database, int round, int killAfter, int spins) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Writer.class.getName(),
                database.file().toString(),
                Integer.toString(round))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<String> acknowledged = new ArrayList<>();
    try (BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      String line = "";
      while (acknowledged.size() < killAfter && line != null) {
        line = output.readLine();
        if (line != null) {
          acknowledged.add(line);
        }
      }
      for (int i = 0; i < spins; i++) {
        Thread.yield(); // so that the kill comes in any part of a write
      }
      process.toHandle().destroyForcibly(); // the process's own method closes the pipe
      acknowledged.addAll(rest(output));
      assertTrue(process.waitFor(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS));
    } finally {
      process.destroyForcibly();
    }
    return acknowledged;
  }

  /** What was acknowledged meanwhile; the kill may have cut the last line. */
  private static List<String> rest(BufferedReader output) throws IOException {
    StringWriter rest = new StringWriter();
    output.transferTo(rest);
    String lines = rest.toString();
    return lines.substring(0, lines.lastIndexOf('\n') + 1).lines().toList();
  }

  private static String contents(String path) {
    return path.repeat(1 + Math.floorMod(path.hashCode(), MAX_CONTENTS) / path.length());
  }

  /** What the other process runs. */
  static final class Writer {

    private Writer() {}

    public static void main(String[] arguments) throws Exception {
      RecordedDatabase database = RecordedDatabase.at(Path.of(arguments[0]));
      ClusterState state = ClusterState.open(database.options());
      for (int i = 0; i < FILES; i++) {
        byte[] path = "round%s-file%d".formatted(arguments[1], i).getBytes(UTF_8);
        new ChangeWriter(state.changes()).create(path);
        new ChangeWriter(state.changes())
            .write(path, 0, contents(new String(path, UTF_8)).getBytes(UTF_8), false);
        System.out.println(new String(path, UTF_8));
        System.out.flush();
      }
      Thread.currentThread().join(); // until it is killed
    }
  }
}

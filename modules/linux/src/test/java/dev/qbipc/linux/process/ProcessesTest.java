package dev.qbipc.linux.process;

import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.qbipc.testing.Polling;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.Test;

/** What becomes of other processes. */
public class ProcessesTest {

  /** The child stays as it ended, since nobody asks what has become of it. */
  private static Process parentOf(String child) throws IOException {
    // the name is to be one that looks like the fields behind it
    String script = "cp /bin/sleep 'x) R 1 1' && ./'x) R 1 1' " + child + " & ";
    return new ProcessBuilder(
            "sh", "-c", "cd $(mktemp -d) && " + script + "echo $!; exec sleep 600")
        .start();
  }

  private static int child(Process parent) throws IOException {
    return Integer.parseInt(parent.inputReader().readLine());
  }

  private static boolean hasEnded(int pid) {
    try {
      return Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") Z ");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  public void whoIsEndedByASignalIsBeingKilled() throws Exception {
    for (String signal : new String[] {"KILL", "TERM"}) {
      Process parent = parentOf("600");
      int child = child(parent);
      assertFalse(Processes.isBeingKilled(child));
      new ProcessBuilder("kill", "-" + signal, Integer.toString(child)).start().waitFor();
      Polling.until(() -> Processes.isBeingKilled(child), "the end by " + signal);
      parent.destroyForcibly();
    }
  }

  @Test
  public void whoEndsByItselfIsNot() throws Exception {
    Process parent = parentOf("0");
    int child = child(parent);
    Polling.until(() -> hasEnded(child), "the end");
    assertFalse(Processes.isBeingKilled(child));
    parent.destroyForcibly();
    parent.waitFor();
    assertFalse("nobody", Processes.isBeingKilled(0));
  }

  @Test
  public void whoRunsIsAlive() {
    assertTrue(Processes.isAlive(Processes.ownPid()));
    assertFalse(Processes.isBeingKilled(Processes.ownPid()));
  }
}

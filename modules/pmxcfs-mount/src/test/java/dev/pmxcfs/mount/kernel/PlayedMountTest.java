package dev.pmxcfs.mount.kernel;

import static org.junit.Assert.assertEquals;

import dev.qbipc.fuse.real.Namespace;
import dev.qbipc.fuse.real.Namespace.Result;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Requirement;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.URISyntaxException;
import java.nio.file.Path;

/**
 * Sessions of calls that {@code mountdrive.py} makes on a mount and writes down, each with its
 * result, and of which it is known what they give.
 */
@Needs({Requirement.FUSE, Requirement.PYTHON})
abstract class PlayedMountTest extends MountedTreeTest {

  private Path got() {
    return mount.resolveSibling("got");
  }

  private static Path resource(String name) throws URISyntaxException {
    return Path.of(PlayedMountTest.class.getResource(name).toURI());
  }

  private String playing(String session) throws URISyntaxException {
    Path player = resource("/specified/play.py");
    return "python3 " + player + " " + mount + " " + session + " " + got();
  }

  /** Plays a session, whatever it gives. */
  final void play(String session) throws URISyntaxException {
    namespace.output(playing(session) + " 2>&1");
  }

  /** Plays a session that waits for hours or minutes, which pass at once. */
  final void playOnStoppedClock(String session) throws URISyntaxException, IOException {
    Process player = namespace.start(playing(session) + " " + server.ask("stop-clock"));
    BufferedReader output = player.inputReader();
    Writer input = player.outputWriter();
    for (String line = output.readLine();
        line != null && line.startsWith("sleep ");
        line = output.readLine()) {
      assertEquals("ok", server.ask(line.replace("sleep", "advance")));
      input.write("go on\n");
      input.flush();
    }
    Result played = Namespace.result(player);
    assertEquals(played.output(), 0, played.status());
  }

  /** The session played last gave what a file says, but for lines that the file calls free. */
  final void assertGiven(String expected) throws URISyntaxException {
    Result compared =
        namespace.run(
            "python3 "
                + resource("/recorded/mountdrive.py")
                + " compare "
                + resource(expected)
                + " "
                + got());
    assertEquals(compared.output(), 0, compared.status());
  }
}

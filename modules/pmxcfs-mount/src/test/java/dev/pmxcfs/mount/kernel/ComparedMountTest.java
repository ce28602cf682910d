package dev.pmxcfs.mount.kernel;

import static org.junit.Assert.assertEquals;

import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Requirement;
import java.io.BufferedReader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.Test;

/**
 * Calls at random that have the same results in the mount and in a directory of the disk, while
 * files are also changed in other ways than through the mount (mount, sections 4 to 7).
 */
@Needs({Requirement.FUSE, Requirement.PYTHON})
public class ComparedMountTest extends MountedTreeTest {

  private static final int STEPS = Integer.getInteger("mount.compared.steps", 3000);

  private final long seed = Long.getLong("mount.compared.seed", System.nanoTime());

  @Test
  public void callsAtRandomHaveTheResultsOfOtherFileSystems() throws Exception {
    System.out.println("ComparedMountTest: seed " + seed);
    output("mkdir d");
    Path plain = Files.createDirectory(mount.resolveSibling("plain"));
    Path program = Path.of(ComparedMountTest.class.getResource("/compared/compare.py").toURI());
    Process compared =
        namespace.start(
            String.join(
                " ",
                "exec python3 " + program,
                mount.resolve("d").toString(),
                plain.toString(),
                Long.toString(seed),
                Integer.toString(STEPS),
                "2>&1"));
    BufferedReader said = compared.inputReader();
    Writer answers = compared.outputWriter();
    String line = said.readLine();
    for (; line != null && line.startsWith("ask "); line = said.readLine()) {
      answers.write(server.ask(line.substring("ask ".length())) + "\n");
      answers.flush();
    }
    assertEquals("same", line + said.lines().collect(Collectors.joining("\n")));
  }
}

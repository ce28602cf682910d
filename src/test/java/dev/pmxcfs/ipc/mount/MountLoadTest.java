package dev.pmxcfs.ipc.mount;

import static org.junit.Assert.assertEquals;

import dev.pmxcfs.ipc.harness.Program;
import dev.qbipc.testing.Polling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.Before;
import org.junit.Test;

/** Many write and read the same files, also while the server ends or dies. */
public class MountLoadTest extends MountedServerTest {

  /** In steps of twenty files that each program has written or read. */
  private static final int STEPS = Integer.getInteger("mount.load.steps", 4);

  /** What a program says that the server has left alone. */
  private static final Pattern ENDED =
      Pattern.compile(
          "cannot be \\w+: (Transport endpoint is not connected|Software caused connection abort)");

  private Program server;

  @Before
  public void serve() {
    server = startMounted();
    output("mkdir d");
  }

  private MountLoad start() {
    return MountLoad.start(namespace, mount.resolve("d"), root.resolve("finish"));
  }

  private List<String> errors() {
    return server.errorLines().stream().filter(line -> line.contains(" ERROR ")).toList();
  }

  /** And item 452. What replaces, overwrites and appends is seen whole, and in its order. */
  @Test
  public void item503_everyReadOfEightReadersIsWhole() throws IOException {
    try (MountLoad load = start()) {
      load.awaitSteps(STEPS);
      load.finish();
    }
    assertEquals("lines0\nlines1\nover0\nover1\nwhole0\nwhole1", output("ls -A d"));
    assertEquals(List.of(), errors());
  }

  /** They hear of it; none is left that nothing can end, and no mount. */
  @Test
  public void item412_underLoadTheEndOfTheServerLetsGoOfEverybody() throws IOException {
    try (MountLoad load = start()) {
      load.awaitSteps(1);
      server.terminate();
      assertEquals(0, server.awaitEnd(Program.PATIENCE).status());
      assertNobodyIsHeldUp(load);
      assertEquals(
          List.of(), load.ends().stream().filter(said -> !ENDED.matcher(said).find()).toList());
    }
    assertEquals("", mountLine());
    assertEquals(List.of(), errors());
    assertAllAreWholeAfterARestart();
  }

  @Test
  public void item412_underLoadTheDeathOfTheServerLetsGoOfEverybody() throws IOException {
    try (MountLoad load = start()) {
      load.awaitSteps(1);
      server.kill();
      server.awaitEnd(Program.PATIENCE);
      assertNobodyIsHeldUp(load);
      load.ends();
    }
    assertAllAreWholeAfterARestart();
  }

  private static void assertNobodyIsHeldUp(MountLoad load) {
    Polling.until(() -> load.uninterruptible().isEmpty(), "an end of all waiting in the kernel");
  }

  private void assertAllAreWholeAfterARestart() throws IOException {
    server = startMounted();
    assertEquals("item 452", "", output("find . -name '.fuse_hidden*'"));
    try (MountLoad readers =
        MountLoad.readers(namespace, mount.resolve("d"), root.resolve("finish"))) {
      readers.awaitSteps(1);
      readers.finish();
    }
    server.terminate();
    assertEquals(0, server.awaitEnd(Program.PATIENCE).status());
    String mounts = Files.readString(Path.of("/proc/self/mounts"));
    assertEquals(List.of(), mounts.lines().filter(line -> line.contains(mount + " ")).toList());
  }
}

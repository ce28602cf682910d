package dev.qbipc.fuse.real;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;

import dev.qbipc.testing.Polling;
import org.junit.Test;

/** What the kernel keeps for an hour is right at once when it is told of a change. */
public class KernelCacheTest extends MountedTest {

  private void awaitToldAll(Server server) {
    server.awaitAnswer("notifications", "0");
  }

  @Test
  public void aSizeIsOldUntilTheKernelIsToldAndThenNewAtOnce() {
    Server server = mounted();
    server.ask("resize file 5");
    assertEquals("5", output("stat -c %s file"));
    server.ask("resize file 7");
    assertEquals("5", output("stat -c %s file"));
    server.ask("attributes file");
    Polling.until(() -> output("stat -c %s file").equals("7"), "the new size");
  }

  @Test
  public void contentsAreNewAtOnce() {
    Server server = mounted();
    server.ask("resize file 3");
    server.ask("fill file a");
    assertEquals("aaa", output("cat file"));
    server.ask("resize file 4");
    server.ask("fill file b");
    server.ask("contents file");
    Polling.until(() -> output("stat -c %s file; cat file").equals("4\nbbbb"), "the contents");
  }

  @Test
  public void aNameThatHasGoneIsGoneAtOnce() {
    Server server = mounted();
    server.ask("resize file 5");
    output("stat file");
    server.ask("drop file");
    output("stat file");
    server.ask("entry file");
    Polling.until(
        () -> namespace.run("stat " + mount + "/file").status() != 0, "the end of the name");
  }

  @Test
  public void aNameThatHasComeIsThereAtOnce() {
    Server server = mounted();
    assertNotEquals(0, namespace.run("stat " + mount + "/file").status());
    server.ask("resize file 5");
    assertNotEquals(0, namespace.run("stat " + mount + "/file").status());
    server.ask("entry file");
    Polling.until(() -> namespace.run("stat " + mount + "/file").status() == 0, "the name");
  }

  @Test
  public void aRemovalIsToldToProgramsThatWatch() {
    Server server = mounted();
    server.ask("resize file 5");
    output("stat file");
    server.ask("remove file");
    Polling.until(
        () -> namespace.run("stat " + mount + "/file").status() != 0, "the end of the name");
    server.ask("resize held 5");
    Process holder = namespace.start("exec 3<" + mount + "/held && echo open && exec cat");
    assertEquals("open", Processes.line(holder));
    server.ask("remove held");
    Polling.until(
        () -> namespace.run("stat " + mount + "/held").status() != 0, "the end of the other");
    holder.destroy();
  }

  /** A call holds its directory, and so all that is told of names in it. */
  @Test
  public void changesOfNamesThatCannotBeToldOneByOneAreToldTogether() {
    Server server = mounted("maxNotifications=10");
    assertNotEquals(0, namespace.run("stat " + mount + "/file").status());
    Process call = namespace.start("exec mkdir " + mount + "/later-1");
    server.awaitAnswer("isWaiting later-1", "true");
    server.ask("entries 5");
    server.ask("resize file 5");
    server.ask("entry file");
    server.ask("entries 1000");
    if (kernelIsAtLeast(6, 16)) {
      // one is on its way, and the others are one
      server.awaitAnswer("notifications", "1");
    }
    server.ask("answer later-1 0");
    assertEquals(0, Namespace.result(call).status());
    Polling.until(() -> namespace.run("stat " + mount + "/file").status() == 0, "the name");
    awaitToldAll(server);
  }

  private static boolean kernelIsAtLeast(int major, int minor) {
    String[] version = System.getProperty("os.version").split("[^0-9]+");
    int found = Integer.parseInt(version[0]);
    return found > major || found == major && Integer.parseInt(version[1]) >= minor;
  }

  @Test
  public void tellingOfWhatTheKernelDoesNotKnowDoesNoHarm() {
    Server server = mounted();
    server.ask("resize file 5");
    server.ask("attributes file");
    server.ask("contents file");
    server.ask("entries 1000");
    server.ask("remove file");
    awaitToldAll(server);
    assertEquals("", output("ls"));
  }
}

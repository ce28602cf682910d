package dev.pmxcfs.mount;

import static org.junit.Assert.assertEquals;

import dev.pmxcfs.api.ByteString;
import dev.qbipc.linux.Errno;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.Before;
import org.junit.Test;

/** What a kernel is told of changes that none of its calls asked for (mount, section 15.4). */
public class CacheUpdatesTest extends MountTest {

  private final List<String> told = new CopyOnWriteArrayList<>();

  @Before
  public void followTree() throws Exception {
    shell.mkdirs("d", "e", "priv", "priv/lock");
    shell.put("d/f", "x");
    shell.put("d/g", "y");
    shell.tree.tell(
        new NodeCache() {
          @Override
          public void changed(long node) {
            told.add("changed " + node);
          }

          @Override
          public void nameChanged(long directory, ByteString name) {
            told.add("name " + directory + " " + name);
          }

          @Override
          public void nameRemoved(long directory, long node, ByteString name) {
            told.add("removed " + directory + " " + node + " " + name);
          }
        });
  }

  private void assertTold(String... expected) {
    assertEquals(List.of(expected), List.copyOf(told));
    told.clear();
  }

  @Test
  public void whatCallsAskForIsNotTold() throws Exception {
    shell.mknod("d/new");
    shell.truncate("d/f", 3);
    shell.utime("d/f", 5);
    shell.rename("d/new", "e/new");
    shell.rename("d/g", "d/f");
    shell.unlink("d/f");
    shell.rmdir("d");
    shell.mkdir("d");
    assertTold();
  }

  /** What is stored of them is what the file has shown since they were made. */
  @Test
  public void gatheredWritesAreNotTold() throws Exception {
    shell.put("d/f", "z");
    shell.put("d/new", "of a new file");
    long handle = shell.open("d/f");
    shell.write(handle, 0, "overwritten");
    shell.append(handle, 11, ", and more");
    shell.close(handle);
    assertTold();
    assertEquals("overwritten, and more", shell.cat("d/f"));
  }

  /** The kernel believes that it is where the file ended when it asked. */
  @Test
  public void aGatheredAppendThatIsElsewhereIsTold() throws Exception {
    long handle = shell.open("d/f");
    opened.write("d/f", 1, "others", false);
    String changed = "changed " + shell.node("d/f");
    assertTold(changed);
    shell.append(handle, 1, "own");
    assertTold(changed);
    shell.close(handle);
    assertTold();
    assertEquals("xothersown", shell.cat("d/f"));
  }

  @Test
  public void whatOthersWriteIsTold() throws Exception {
    long node = shell.node("d/f");
    opened.overwrite("d/f", "longer");
    assertTold("changed " + node);
    opened.setMtime("d", 5);
    assertTold("changed " + shell.node("d"));
  }

  @Test
  public void whatOthersMakeIsNotTold() throws Exception {
    opened.makeDirectory("d/sub");
    opened.create("d/h");
    assertTold();
  }

  @Test
  public void whatOthersRemoveIsTold() throws Exception {
    long directory = shell.node("d");
    long node = shell.node("d/f");
    opened.delete("d/f");
    assertTold("removed " + directory + " " + node + " f");
    opened.makeDirectory("x");
    long x = shell.node("x");
    opened.delete("x");
    assertTold("removed 1 " + x + " x");
  }

  @Test
  public void whatOthersRenameIsTold() throws Exception {
    long directory = shell.node("d");
    long f = shell.node("d/f");
    long g = shell.node("d/g");
    opened.rename("d/f", "e/f");
    assertTold("name " + directory + " f", "changed " + f);
    opened.rename("e/f", "d/g");
    assertTold("name " + directory + " g", "name " + shell.node("e") + " f", "changed " + f);
    assertEquals(f, shell.node("d/g"));
    Shell.assertRefused(Errno.ESTALE, () -> shell.tree.attributes(g));
  }

  /** {@code local} first, at which programs look; the root shows the same mode always. */
  @Test
  public void item495_aChangeOfTheQuorumIsToldOfAllWhoseModesShowIt() throws Exception {
    List<String> all = new ArrayList<>();
    for (String path : List.of("local", "qemu-server", "lxc", "openvz")) {
      all.add("changed " + shell.node(path));
    }
    List<String> entries = new ArrayList<>();
    for (String path : List.of("d", "e", "priv", "priv/lock", "d/f", "d/g")) {
      entries.add("changed " + shell.node(path));
    }
    for (boolean isQuorate : new boolean[] {false, true}) {
      opened.state().status().setQuorate(isQuorate);
      assertEquals(all, told.subList(0, all.size()));
      assertEquals(new HashSet<>(entries), new HashSet<>(told.subList(all.size(), told.size())));
      told.clear();
      opened.state().status().setQuorate(isQuorate);
      assertTold();
    }
  }

  /** The call that asks for it gets ENOENT, and the kernel keeps the name. */
  @Test
  public void aLockThatHasExpiredIsTold() throws Exception {
    shell.mkdir("priv/lock/l");
    long directory = shell.node("priv/lock");
    long node = shell.node("priv/lock/l");
    opened.clock().advance(121);
    Shell.assertRefused(Errno.ENOENT, () -> shell.utime("priv/lock/l", 0));
    assertTold("removed " + directory + " " + node + " l");
  }
}

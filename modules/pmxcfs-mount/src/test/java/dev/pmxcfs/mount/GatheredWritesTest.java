package dev.pmxcfs.mount;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.state.OpenedState;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import dev.qbipc.testing.Polling;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.Test;

/** Writes that become one change, which nobody can tell (design, section 3.5). */
public class GatheredWritesTest extends MountTest {

  private static final int MIB = 1 << 20;

  @Test
  public void whatIsWrittenBitByBitIsFewChanges() throws Exception {
    long handle = shell.create("f");
    long version = opened.version();
    for (int i = 0; i < 1000; i++) {
      assertEquals(512, shell.write(handle, i * 512L, Shell.filled(512, (char) ('a' + i % 26))));
    }
    assertEquals(512_000, shell.stat("f").size());
    shell.close(handle);
    long changes = opened.version() - version;
    assertTrue(changes + " changes", changes < 500);
    String contents = opened.config("f").orElseThrow();
    for (int i = 0; i < 1000; i++) {
      assertEquals('a' + i % 26, contents.charAt(i * 512 + 511));
    }
  }

  @Test
  public void whoeverLooksSeesWhatWasWritten() throws Exception {
    long handle = shell.create("f");
    long other = shell.open("f");
    long node = shell.node("f");
    shell.write(handle, 0, "one");
    assertEquals(Optional.of("one"), opened.config("f"));
    shell.write(handle, 3, "two");
    assertEquals(6, shell.stat("f").size());
    assertEquals(1, shell.stat("f").blocks());
    assertEquals(6, shell.tree.attributes(node).size());
    assertEquals("onetwo", shell.read(other));
    shell.write(handle, 6, "3");
    assertEquals("onetwo3", opened.config("f").orElseThrow());
    opened.clock().advance(10);
    shell.write(handle, 7, "4");
    assertEquals(now(), shell.stat("f").mtime());
    shell.close(other);
    shell.close(handle);
    assertEquals(now(), shell.stat("f").mtime());
  }

  /** The time of the last write, whenever that is stored. */
  @Test
  public void theTimeThatIsShownIsTheOneThatIsStored() throws Exception {
    long handle = shell.create("f");
    shell.write(handle, 0, "one");
    long written = now();
    assertEquals(written, shell.stat("f").mtime());
    opened.clock().advance(10);
    assertEquals(written, shell.stat("f").mtime());
    Shell.await(shell.tree.files().sync(handle));
    assertEquals(written, shell.stat("f").mtime());
    assertEquals(written, opened.entry("f").orElseThrow().attributes().mtime());
    shell.unlink("f");
    shell.write(handle, 3, "two");
    opened.clock().advance(10);
    Shell.await(shell.tree.files().sync(handle));
    assertEquals(written + 10, shell.tree.attributes(handle).mtime());
    shell.close(handle);
  }

  @Test
  public void whatWasRefusedIsNotShown() throws Exception {
    long handle = shell.create("f");
    Shell.await(shell.tree.files().sync(handle));
    opened.state().close();
    shell.write(handle, 0, "abc");
    Shell.await(shell.tree.files().settle(handle));
    assertEquals(0, shell.stat("f").size());
    Shell.assertRefused(Errno.EIO, () -> shell.close(handle));
  }

  @Test
  public void changesOfTheFileComeAfterWhatWasWritten() throws Exception {
    long handle = shell.create("f");
    shell.write(handle, 0, "abcdef");
    shell.truncate("f", 3);
    assertEquals("abc", shell.read(handle));
    assertEquals(3, shell.stat("f").size());
    shell.write(handle, 3, "d");
    shell.rename("f", "g");
    assertEquals("abcd", shell.read(handle));
    shell.write(handle, 4, "e");
    shell.unlink("g");
    assertEquals("abcde", shell.read(handle));
    shell.write(handle, 0, "A");
    assertEquals("Abcde", shell.read(handle));
    shell.close(handle);
    assertEquals(Optional.empty(), opened.config("g"));
  }

  @Test
  public void writesAnywhereGiveTheSameAsInAFile() throws Exception {
    Random random = new Random(7);
    long handle = shell.create("f");
    byte[] model = new byte[MIB];
    int end = 0;
    for (int i = 0; i < 400; i++) {
      int length = 1 + random.nextInt(i % 50 == 0 ? 100_000 : 300);
      int at = random.nextInt(4) == 0 ? random.nextInt(MIB - length) : Math.min(end, MIB - length);
      byte[] data = new byte[length];
      random.nextBytes(data);
      shell.write(handle, at, data.clone());
      System.arraycopy(data, 0, model, at, length);
      end = Math.max(end, at + length);
      if (random.nextInt(40) == 0) {
        Shell.await(shell.tree.files().sync(handle));
      }
    }
    Shell.await(shell.tree.files().settle(handle));
    assertArrayEquals(Arrays.copyOf(model, end), shell.tree.files().read(handle));
    shell.close(handle);
  }

  /** What is written to those that were removed is stored at once, between the other writes. */
  @Test
  public void writesToSeveralFilesAreNotMixed() throws Exception {
    long[] handles = new long[8];
    StringBuilder[] models = new StringBuilder[handles.length];
    for (int i = 0; i < handles.length; i++) {
      handles[i] = shell.create("f" + i);
      models[i] = new StringBuilder();
      if (i % 2 == 0) {
        shell.unlink("f" + i);
      }
    }
    Random random = new Random(8);
    for (int i = 0; i < 2000; i++) {
      int file = random.nextInt(handles.length);
      int at = random.nextBoolean() ? models[file].length() : random.nextInt(100);
      String data = Character.toString('a' + random.nextInt(26)).repeat(1 + random.nextInt(50));
      shell.write(handles[file], at, data);
      while (models[file].length() < at) {
        models[file].append('\0');
      }
      models[file].replace(at, Math.min(models[file].length(), at + data.length()), data);
    }
    for (int i = 0; i < handles.length; i++) {
      assertEquals("file " + i, models[i].toString(), shell.read(handles[i]));
      shell.close(handles[i]);
    }
  }

  @Test
  public void whatIsRefusedIsToldAtTheClose() throws Exception {
    long handle = shell.create("f");
    opened.state().close();
    assertEquals(3, shell.write(handle, 0, "abc"));
    Shell.assertRefused(Errno.EIO, () -> Shell.await(shell.tree.files().sync(handle)));
    Shell.await(shell.tree.files().sync(handle));
    shell.close(handle);
  }

  /** The first may be that of a child that has inherited the file and does not look. */
  @Test
  public void whatIsRefusedIsToldAtEachCloseUntilTheLast() throws Exception {
    long handle = shell.create("f");
    opened.state().close();
    assertEquals(3, shell.write(handle, 0, "abc"));
    for (int i = 0; i < 2; i++) {
      Shell.assertRefused(Errno.EIO, () -> Shell.await(shell.tree.files().flush(handle)));
    }
    Shell.assertRefused(Errno.EIO, () -> shell.close(handle));
  }

  @Test
  public void whatIsRefusedIsToldAtTheNextWrite() throws Exception {
    long handle = shell.create("f");
    opened.state().close();
    assertEquals(3, shell.write(handle, 0, "abc"));
    Shell.await(shell.tree.files().settle(handle));
    Shell.assertRefused(Errno.EIO, () -> shell.write(handle, 3, "def"));
    shell.close(handle);
  }

  /** Nobody closes it, and nobody looks. */
  @Test
  public void whatWasWrittenIsStoredAfterAShortTime() throws Exception {
    long handle = shell.create("f");
    shell.write(handle, 0, "abc");
    Polling.until(() -> isSettled(handle), "what was written to be stored");
    assertArrayEquals(OpenedState.bytes("abc"), shell.tree.files().read(handle));
    shell.close(handle);
  }

  private boolean isSettled(long handle) {
    try {
      return shell.tree.files().isSettled(handle);
    } catch (TreeException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  public void theEndStoresWhatWasWritten() throws Exception {
    long handle = shell.create("f");
    shell.write(handle, 0, "abc");
    shell.tree.files().release(handle);
    restart();
    assertEquals("abc", shell.cat("f"));
  }

  /** More than the changes that may wait for the database at a time. */
  @Test
  public void writesToManyFilesAreNotRefusedWhenSomebodyLooks() throws Exception {
    long[] handles = new long[1000];
    for (int i = 0; i < handles.length; i++) {
      handles[i] = shell.create("f" + i);
    }
    for (int i = 0; i < handles.length; i++) {
      shell.write(handles[i], 0, "x" + i);
    }
    assertEquals("x0", opened.config("f0").orElseThrow());
    for (int i = 0; i < handles.length; i++) {
      shell.close(handles[i]);
      assertEquals("x" + i, opened.config("f" + i).orElseThrow());
    }
  }
}

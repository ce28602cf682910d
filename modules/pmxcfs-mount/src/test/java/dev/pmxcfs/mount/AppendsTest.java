package dev.pmxcfs.mount;

import static org.junit.Assert.assertEquals;

import dev.qbipc.linux.Errno;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.Test;

/**
 * What is written with O_APPEND is at the end of the file, though others have moved that since the
 * kernel asked for it (mount, section 4). Other nodes and administrators do not ask the kernel.
 */
public class AppendsTest extends MountTest {

  private static final int ROUNDS = 300;
  private static final int PATIENCE_SECONDS = 120;

  /** A write of so much is a change of its own. */
  private static final int LARGE = 1 << 16;

  private static final int MIB = 1 << 20;

  @Test
  public void item433_nothingIsWrittenOverThatOthersHaveAppended() throws Exception {
    shell.put("f", "one,");
    long handle = shell.open("f");
    opened.write("f", 4, "two,", false);
    assertEquals(6, shell.append(handle, 4, "three,"));
    assertEquals(14, shell.stat("f").size());
    assertEquals(5, shell.append(handle, 10, "four,"));
    assertEquals(Optional.of("one,two,three,four,"), opened.config("f"));
    opened.overwrite("f", "1,");
    shell.append(handle, 19, "2,");
    shell.close(handle);
    assertEquals(Optional.of("1,2,"), opened.config("f"));
  }

  /** While it waits to be stored, too. */
  @Test
  public void whatIsGatheredGoesToTheEndThatThereIsThen() throws Exception {
    shell.put("f", "one,");
    long handle = shell.open("f");
    shell.append(handle, 4, "three,");
    // behind the mount's back: what it has gathered is not asked for
    opened.writer().write("f".getBytes(), 4, "two,".getBytes(), false);
    shell.close(handle);
    assertEquals(Optional.of("one,two,three,"), opened.config("f"));
  }

  @Test
  public void soDoesWhatIsTooLargeToBeGathered() throws Exception {
    shell.put("f", "one,");
    long handle = shell.open("f");
    opened.write("f", 4, "two,", false);
    String large = "x".repeat(LARGE);
    assertEquals(LARGE, shell.append(handle, 4, large));
    shell.append(handle, 4, "end");
    shell.close(handle);
    assertEquals(Optional.of("one,two," + large + "end"), opened.config("f"));
  }

  @Test
  public void writesBetweenAppendsKeepTheirPlaces() throws Exception {
    long handle = shell.create("f");
    shell.append(handle, 0, "aaaa");
    shell.write(handle, 0, "bb");
    shell.append(handle, 4, "cc");
    shell.append(handle, 6, "dd");
    shell.write(handle, 8, "ee");
    shell.write(handle, 5, "f");
    shell.append(handle, 10, "g");
    shell.close(handle);
    assertEquals(Optional.of("bbaacfddeeg"), opened.config("f"));
  }

  @Test
  public void aFileThatWasRemovedHasAnEndToo() throws Exception {
    shell.put("f", "one,");
    long handle = shell.open("f");
    shell.append(handle, 4, "two,");
    shell.unlink("f");
    shell.append(handle, 0, "three,");
    shell.append(handle, 0, "x".repeat(LARGE));
    shell.append(handle, 0, ",end");
    assertEquals("one,two,three," + "x".repeat(LARGE) + ",end", shell.read(handle));
    shell.close(handle);
  }

  @Test
  public void item437_whatDoesNotFitAtTheEndIsRefused() throws Exception {
    shell.put("f", "x");
    long handle = shell.open("f");
    opened.write("f", MIB - 4, "1234", false);
    Shell.assertRefused(Errno.EFBIG, () -> shell.append(handle, 1, "5"));
    Shell.assertRefused(Errno.EFBIG, () -> shell.append(handle, 1, "x".repeat(LARGE)));
    shell.close(handle);
    assertEquals(MIB, shell.stat("f").size());
  }

  /** Each appends to the end that it knows; nothing of either is lost. */
  @Test
  public void twoAppendersLoseNothing() throws Exception {
    ExecutorService others = Executors.newSingleThreadExecutor();
    try {
      long handle = shell.create("f");
      long other = shell.open("f");
      Future<Void> appending =
          others.submit(
              () -> {
                for (int i = 0; i < ROUNDS; i++) {
                  shell.append(other, 0, "b");
                }
                return null;
              });
      for (int i = 0; i < ROUNDS; i++) {
        shell.append(handle, 0, "a");
        if (i % 10 == 0) {
          Shell.await(shell.tree.files().sync(handle));
        }
      }
      appending.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      shell.close(handle);
      shell.close(other);
    } finally {
      others.shutdownNow();
    }
    String contents = opened.config("f").orElseThrow();
    assertEquals(ROUNDS, contents.chars().filter(c -> c == 'a').count());
    assertEquals(2 * ROUNDS, contents.length());
  }
}

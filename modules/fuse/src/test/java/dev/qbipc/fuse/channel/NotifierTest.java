package dev.qbipc.fuse.channel;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.fuse.Name;
import dev.qbipc.fuse.wire.OutHeader;
import dev.qbipc.fuse.wire.notification.DeleteEntry;
import dev.qbipc.fuse.wire.notification.InvalEntry;
import dev.qbipc.fuse.wire.notification.InvalInode;
import dev.qbipc.fuse.wire.notification.NotifyCode;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.device.NativeBuffer;
import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Polling;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** What the kernel is told, by a kernel that takes one notification when the test lets it. */
public class NotifierTest {

  private static final int MOST = 4;
  private static final int KNOWS_ALL = NotifyCode.INC_EPOCH_MINOR;

  /** Says what comes; holds up each until it is let on. */
  private static final class Kernel implements Channel {

    final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    final Semaphore takes = new Semaphore(0);
    volatile int refusal;

    /** Also what is not about names that are gone. */
    volatile boolean refusesAll;

    @Override
    public int read(NativeBuffer buffer) {
      return -Errno.ENODEV;
    }

    @Override
    public int write(NativeBuffer buffer, int length) {
      ByteBuffer out = buffer.bytes();
      assertEquals(length, OutHeader.len(out));
      assertEquals(0, OutHeader.unique(out));
      int code = OutHeader.error(out);
      told.add(words(code, out, length - OutHeader.SIZE));
      takes.acquireUninterruptibly();
      boolean refuses = refusesAll || code == NotifyCode.DELETE;
      return refuses && refusal != 0 ? -refusal : length;
    }

    private static String words(int code, ByteBuffer out, int body) {
      return switch (code) {
        case NotifyCode.INVAL_INODE -> {
          assertEquals(InvalInode.SIZE, body);
          boolean attributesAlone = out.getLong(OutHeader.SIZE + 8) < 0;
          yield (attributesAlone ? "attributes " : "contents ") + out.getLong(OutHeader.SIZE);
        }
        case NotifyCode.INVAL_ENTRY -> {
          byte[] name = new byte[body - InvalEntry.SIZE - 1];
          out.get(OutHeader.SIZE + InvalEntry.SIZE, name);
          yield "entry " + out.getLong(OutHeader.SIZE) + " " + new String(name);
        }
        case NotifyCode.DELETE ->
            "gone " + DeleteEntry.parent(out) + " " + new String(DeleteEntry.name(out));
        case NotifyCode.INC_EPOCH -> "all";
        default -> "code " + code;
      };
    }

    @Override
    public int writeFromAnywhere(NativeBuffer buffer, int length) {
      return write(buffer, length);
    }

    String next() throws InterruptedException {
      String next = told.poll(Patience.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      takes.release();
      return next;
    }
  }

  private final Kernel kernel = new Kernel();
  private final Notifier notifier = new Notifier("test", kernel, MOST);

  @Before
  public void start() {
    notifier.start();
  }

  @After
  public void close() {
    notifier.close();
    kernel.takes.release(1_000_000);
    notifier.awaitEnd(Patience.LIMIT.toNanos());
  }

  /** One that the kernel does not take before the test lets it, so that all others wait. */
  private void holdUp() throws InterruptedException {
    notifier.entryChanged(1, Name.of("first"));
    assertEquals("entry 1 first", kernel.told.take());
  }

  /** All that is told from here on, until nothing waits. */
  private List<String> rest() throws InterruptedException {
    List<String> told = new ArrayList<>();
    int count = notifier.waiting();
    kernel.takes.release();
    for (int i = 0; i < count; i++) {
      told.add(kernel.next());
    }
    assertEquals(0, notifier.waiting());
    return told;
  }

  @Test
  public void changesThatAreAlikeAreToldOnce() throws InterruptedException {
    holdUp();
    for (int i = 0; i < 10; i++) {
      notifier.entryChanged(1, Name.of("name"));
      notifier.attributesChanged(7);
      notifier.entryChanged(2, Name.of("name"));
      notifier.contentsChanged(8);
      notifier.attributesChanged(8);
    }
    assertEquals(4, notifier.waiting());
    assertEquals(List.of("entry 1 name", "entry 2 name", "attributes 7", "contents 8"), rest());
  }

  @Test
  public void aNameThatHasGoneAndComeStandsForSomethingElse() throws InterruptedException {
    holdUp();
    notifier.entryRemoved(1, 5, Name.of("gone"));
    notifier.entryRemoved(1, 5, Name.of("gone"));
    notifier.entryRemoved(1, 6, Name.of("back"));
    notifier.entryChanged(1, Name.of("back"));
    notifier.entryRemoved(1, 7, Name.of("twice"));
    notifier.entryRemoved(1, 8, Name.of("twice"));
    assertEquals(List.of("gone 1 gone", "entry 1 back", "entry 1 twice"), rest());
  }

  @Test
  public void aNameThatTheKernelCannotDropIsLookedUpAgain() throws InterruptedException {
    kernel.refusal = Errno.EBUSY;
    notifier.entryRemoved(1, 5, Name.of("used"));
    assertEquals("gone 1 used", kernel.next());
    assertEquals("entry 1 used", kernel.next());
    Polling.until(() -> notifier.taken() == 1, "the notification to be counted");
    assertEquals(0, notifier.refused());
  }

  @Test
  public void whatTheKernelTakesAndWhatItRefusesIsCounted() throws InterruptedException {
    kernel.refusal = Errno.EINVAL;
    kernel.refusesAll = true;
    notifier.attributesChanged(5);
    assertEquals("attributes 5", kernel.next());
    Polling.until(() -> notifier.refused() == 1, "the refusal to be counted");
    kernel.refusal = Errno.ENOENT;
    notifier.attributesChanged(6);
    assertEquals("attributes 6", kernel.next());
    Polling.until(() -> notifier.taken() == 1, "the notification to be counted");
    assertEquals(1, notifier.refused());
  }

  @Test
  public void moreNamesThanMayWaitAreToldTogether() throws InterruptedException {
    notifier.kernelSpeaks(KNOWS_ALL);
    holdUp();
    notifier.contentsChanged(7);
    for (int i = 0; i < 100; i++) {
      notifier.entryChanged(1, Name.of("name " + i));
    }
    assertEquals(2, notifier.waiting());
    assertEquals(List.of("all", "contents 7"), rest());
    notifier.entryChanged(1, Name.of("later"));
    assertEquals("entry 1 later", kernel.next());
  }

  @Test
  public void forAKernelThatCannotBeToldSoTheyAllWait() throws InterruptedException {
    notifier.kernelSpeaks(KNOWS_ALL - 1);
    holdUp();
    for (int i = 0; i < 100; i++) {
      notifier.entryChanged(1, Name.of("name " + i));
    }
    assertEquals(100, notifier.waiting());
    List<String> told = rest();
    assertEquals("entry 1 name 0", told.get(0));
    assertEquals("entry 1 name 99", told.get(99));
  }

  @Test
  public void theEndIsNotHeldUpByWhatWaits() throws InterruptedException {
    holdUp();
    notifier.entryChanged(1, Name.of("never told"));
    notifier.close();
    kernel.takes.release();
    notifier.awaitEnd(Patience.LIMIT.toNanos());
    assertTrue(kernel.told.isEmpty());
  }
}

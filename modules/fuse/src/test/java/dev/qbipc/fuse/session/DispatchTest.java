package dev.qbipc.fuse.session;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.qbipc.fuse.AttributesReply;
import dev.qbipc.fuse.Caller;
import dev.qbipc.fuse.DoneReply;
import dev.qbipc.fuse.EntryReply;
import dev.qbipc.fuse.FileSystem;
import dev.qbipc.fuse.FuseOptions;
import dev.qbipc.fuse.Name;
import dev.qbipc.fuse.wire.InHeader;
import dev.qbipc.fuse.wire.Opcode;
import dev.qbipc.fuse.wire.request.BatchForgetIn;
import dev.qbipc.fuse.wire.request.ForgetOne;
import dev.qbipc.fuse.wire.request.InterruptIn;
import dev.qbipc.linux.Errno;
import dev.qbipc.testing.Polling;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.Test;

/** What becomes of single requests (mount, section 15.3). */
public class DispatchTest {

  private static final int UNKNOWN_OPCODE = 4242;

  /** Keeps what it is asked. */
  private static final class Asked implements FileSystem {

    final List<String> calls = new ArrayList<>();
    final List<EntryReply> later = new ArrayList<>();
    EntryReply kept;

    @Override
    public void lookup(Caller caller, long directory, Name name, EntryReply reply) {
      calls.add("lookup " + directory + " " + name);
      kept = reply;
      reply.missing(0);
    }

    @Override
    public void forget(long node, long lookups) {
      calls.add("forget " + node + " " + lookups);
    }

    @Override
    public void getattr(Caller caller, long node, long handle, AttributesReply reply) {
      reply.error(0);
    }

    @Override
    public void mkdir(Caller caller, long directory, Name name, int mode, EntryReply reply) {
      later.add(reply.later());
    }

    @Override
    public void rename(
        Caller caller,
        long directory,
        Name name,
        long newDirectory,
        Name newName,
        int flags,
        DoneReply reply) {
      calls.add("rename " + name + " " + newDirectory + " " + newName + " " + flags);
      reply.done();
    }
  }

  private final Asked files = new Asked();
  private final RawRequests kernel =
      new RawRequests(files, new FuseOptions().setMaxWaiting(2)).begun();

  private int errorOf(long unique, int opcode, int bodySize) {
    List<RawRequests.Answer> answers = kernel.request(unique, opcode, 1, bodySize);
    assertEquals(1, answers.size());
    assertEquals(unique, answers.get(0).unique());
    return answers.get(0).error();
  }

  private int errorOf(int opcode, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
    kernel.buffer().put(InHeader.SIZE, bytes);
    return errorOf(9, opcode, bytes.length);
  }

  @Test
  public void whatIsNotImplementedOrNotKnownIsEnosys() {
    assertEquals(Errno.ENOSYS, errorOf(5, UNKNOWN_OPCODE, 100));
    assertEquals(Errno.ENOSYS, errorOf(Opcode.SYMLINK, "name\0target\0"));
    assertEquals(Errno.ENOSYS, errorOf(6, Opcode.READLINK, 0));
    assertEquals(0, errorOf(7, Opcode.STATFS, 0));
    assertEquals(0, errorOf(8, Opcode.DESTROY, 0));
  }

  @Test
  public void namesAreBytesWithoutSlashesThatEndWithANul() {
    assertEquals(0, errorOf(Opcode.LOOKUP, "a name\0"));
    assertEquals(List.of("lookup 1 a name"), files.calls);
    for (String name : new String[] {"", "\0", "without an end", "with/slash\0", ".\0", "..\0"}) {
      assertEquals(name, Errno.EINVAL, errorOf(Opcode.LOOKUP, name));
    }
    assertEquals(0, errorOf(Opcode.LOOKUP, "n".repeat(1024) + "\0"));
    assertEquals(Errno.EINVAL, errorOf(Opcode.LOOKUP, "n".repeat(4096) + "\0"));
    assertEquals(0, errorOf(Opcode.LOOKUP, "...\0"));
  }

  /** What the kernel lets through since 6.14, and refused itself before (item 496). */
  @Test
  public void namesOfMoreThan1024BytesAreTooLong() {
    String longName = "n".repeat(1025) + "\0";
    String longer = "n".repeat(4095) + "\0";
    assertEquals(Errno.ENAMETOOLONG, errorOf(Opcode.LOOKUP, longName));
    assertEquals(Errno.ENAMETOOLONG, errorOf(Opcode.LOOKUP, longer));
    assertEquals(Errno.ENAMETOOLONG, errorOf(Opcode.MKDIR, "\0\0\0\0\0\0\0\0" + longName));
    assertEquals(Errno.ENAMETOOLONG, errorOf(Opcode.SYMLINK, longName + "target\0"));
    String directory = "\1\0\0\0\0\0\0\0";
    assertEquals(Errno.ENAMETOOLONG, errorOf(Opcode.RENAME, directory + "old\0" + longName));
    assertEquals(Errno.ENAMETOOLONG, errorOf(Opcode.RENAME, directory + longName + "new\0"));
    assertEquals(Errno.ENOSYS, errorOf(Opcode.SYMLINK, "name\0" + longer));
    assertEquals(0, errorOf(Opcode.RENAME, directory + "old\0new\0"));
    assertEquals(0, kernel.service().counters().malformed.sum());
    assertEquals(List.of("rename old 1 new 0"), files.calls);
  }

  @Test
  public void aRenameHasTwoNamesAndMaybeFlags() {
    assertEquals(0, errorOf(Opcode.RENAME, "\1\0\0\0\0\0\0\0old\0new\0"));
    assertEquals(0, errorOf(Opcode.RENAME2, "\1\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0old\0new\0"));
    assertEquals(List.of("rename old 1 new 0", "rename old 1 new 2"), files.calls);
    assertEquals(Errno.EINVAL, errorOf(Opcode.RENAME, "\1\0\0\0\0\0\0\0old\0new"));
    assertEquals(Errno.EINVAL, errorOf(Opcode.RENAME, "\1\0\0\0\0\0\0\0old\0"));
    assertEquals(Errno.EINVAL, errorOf(Opcode.RENAME, "\1\0\0\0"));
  }

  @Test
  public void aRequestThatIsShorterThanItsBodyOrThanItSaysIsRefused() {
    for (int opcode : new int[] {Opcode.SETATTR, Opcode.READ, Opcode.WRITE, Opcode.RELEASE}) {
      assertEquals(Errno.EINVAL, errorOf(5, opcode, 8));
    }
    InHeader.put(kernel.buffer(), 5000, Opcode.STATFS, 6, 1);
    byte[] request = new byte[InHeader.SIZE];
    kernel.buffer().get(0, request);
    assertEquals(Errno.EINVAL, kernel.send(request).get(0).error());
    assertEquals(List.of(), kernel.send(new byte[InHeader.SIZE - 1]));
    assertEquals("number 0", List.of(), kernel.send(new byte[InHeader.SIZE]));
  }

  @Test
  public void forgettingHasNoAnswer() {
    kernel.buffer().putLong(InHeader.SIZE, 3);
    assertEquals(List.of(), kernel.request(5, Opcode.FORGET, 77, 8));
    assertEquals(List.of(), kernel.request(5, Opcode.FORGET, 77, 7));
    kernel.buffer().putInt(InHeader.SIZE, 2);
    kernel.buffer().putLong(ForgetOne.at(0), 78).putLong(ForgetOne.at(0) + 8, 1);
    kernel.buffer().putLong(ForgetOne.at(1), 79).putLong(ForgetOne.at(1) + 8, 2);
    int two = BatchForgetIn.SIZE + 2 * ForgetOne.SIZE;
    assertEquals(List.of(), kernel.request(5, Opcode.BATCH_FORGET, 0, two));
    assertEquals(List.of(), kernel.request(5, Opcode.BATCH_FORGET, 0, two - 1));
    kernel.buffer().putInt(InHeader.SIZE, -1);
    assertEquals(List.of(), kernel.request(5, Opcode.BATCH_FORGET, 0, two));
    assertEquals(List.of("forget 77 3", "forget 78 1", "forget 79 2"), files.calls);
  }

  @Test
  public void anAnswerIsGivenOnceAndOnItsThread() throws InterruptedException {
    assertEquals(0, errorOf(Opcode.LOOKUP, "name\0"));
    assertFalse(files.kept.error(Errno.EIO));
    assertEquals(1, kernel.answers().size());
    assertThrows(IllegalStateException.class, () -> files.kept.onInterrupt(() -> {}));
    assertThrows(IllegalStateException.class, () -> files.kept.onAbandoned(() -> {}));
    var failures = new AtomicInteger();
    var other =
        new Thread(
            () -> {
              try {
                files.kept.error(Errno.EIO);
              } catch (IllegalStateException e) {
                failures.incrementAndGet();
              }
            });
    other.start();
    other.join();
    assertEquals(1, failures.get());
  }

  @Test
  public void anErrorThatIsNoneIsTheFileSystemsFault() {
    kernel.buffer().putLong(InHeader.SIZE, 0).putLong(InHeader.SIZE + 8, 0);
    assertEquals(Errno.EIO, errorOf(5, Opcode.GETATTR, 16));
  }

  private EntryReply later(long unique) {
    byte[] body = "\0\0\0\0\0\0\0\0name\0".getBytes(StandardCharsets.ISO_8859_1);
    kernel.buffer().put(InHeader.SIZE, body);
    assertEquals(List.of(), kernel.request(unique, Opcode.MKDIR, 1, body.length));
    return files.later.get(files.later.size() - 1);
  }

  @Test
  public void anAnswerThatComesLaterIsGivenOnce() {
    EntryReply reply = later(5);
    assertEquals(1, kernel.waiting());
    assertTrue(reply.entry(3, 0, reply.attributes(), 0, 0));
    assertEquals(5, kernel.answers().get(0).unique());
    assertFalse(reply.error(Errno.EIO));
    assertEquals(1, kernel.answers().size());
    assertEquals(0, kernel.waiting());
  }

  @Test
  public void whoIsInterruptedIsToldOfEvenIfThatCameFirst() {
    EntryReply reply = later(5);
    var told = new AtomicInteger();
    reply.onInterrupt(told::incrementAndGet);
    assertFalse(reply.isInterrupted());
    assertEquals(List.of(), interrupt(5));
    assertEquals(List.of(), interrupt(5));
    assertEquals(1, told.get());
    assertTrue(reply.isInterrupted());
    EntryReply other = later(6);
    interrupt(6);
    other.onInterrupt(told::incrementAndGet);
    assertEquals(2, told.get());
  }

  private List<RawRequests.Answer> interrupt(long unique) {
    kernel.buffer().putLong(InHeader.SIZE, unique);
    return kernel.request(7, Opcode.INTERRUPT, 0, InterruptIn.SIZE);
  }

  @Test
  public void anInterruptThatComesBeforeItsRequestIsToComeAgain() {
    assertEquals(Errno.EAGAIN, interrupt(1000).get(0).error());
    assertEquals(List.of(), kernel.request(7, Opcode.INTERRUPT, 0, 4));
  }

  @Test
  public void callsAreRefusedWhileAsManyWaitAsMay() {
    EntryReply first = later(5);
    later(6);
    assertEquals(Errno.EBUSY, errorOf(7, Opcode.STATFS, 0));
    assertEquals(0, errorOf(8, Opcode.RELEASE, 24));
    assertTrue(first.error(Errno.EIO));
    assertEquals(0, errorOf(9, Opcode.STATFS, 0));
  }

  private String counted(String name) {
    return kernel.service().counters().calls().stream()
        .filter(calls -> calls.name().equals(name))
        .map(calls -> calls.calls() + ", " + calls.errors() + " refused")
        .findAny()
        .orElse("none");
  }

  @Test
  public void eachCallIsCountedOnceWithWhatHasBecomeOfIt() {
    errorOf(Opcode.LOOKUP, "name\0");
    errorOf(Opcode.LOOKUP, "with/slash\0");
    errorOf(6, Opcode.READLINK, 0);
    errorOf(7, UNKNOWN_OPCODE, 0);
    errorOf(8, -1, 0);
    kernel.request(9, Opcode.FORGET, 77, 8);
    assertEquals("2, 1 refused", counted("lookup"));
    assertEquals("1, 1 refused", counted("readlink"));
    assertEquals("2, 2 refused", counted("other"));
    assertEquals("1, 0 refused", counted("forget"));
    assertEquals("none", counted("getattr"));
    assertEquals(1, kernel.service().counters().malformed.sum());
  }

  @Test
  public void aCallWhoseAnswerComesLaterIsCountedWhenItHasIt() {
    EntryReply made = later(5);
    EntryReply refused = later(6);
    assertEquals("none", counted("mkdir"));
    made.entry(3, 0, made.attributes(), 0, 0);
    assertEquals("1, 0 refused", counted("mkdir"));
    refused.error(Errno.EDQUOT);
    refused.error(Errno.EIO);
    assertEquals("2, 1 refused", counted("mkdir"));
  }

  @Test
  public void whatIsAnsweredSinceItTookTooLongIsCounted() throws InterruptedException {
    var hasty = new RawRequests(files, new FuseOptions().setTimeout(Duration.ofMillis(1)));
    hasty.begun();
    byte[] body = "\0\0\0\0\0\0\0\0name\0".getBytes(StandardCharsets.ISO_8859_1);
    hasty.buffer().put(InHeader.SIZE, body);
    hasty.request(5, Opcode.MKDIR, 1, body.length);
    Polling.until(
        () -> {
          hasty.service().expire();
          return hasty.waiting() == 0;
        },
        "the end of the time");
    assertEquals(1, hasty.service().counters().timeouts.sum());
  }

  @Test
  public void signalsToCallersAreCountedIfTheirCallsAreKnown() {
    later(5);
    interrupt(5);
    interrupt(1000);
    assertEquals(1, kernel.service().counters().interrupts.sum());
  }

  /** Or else what readers counted would go down when they leave. */
  @Test
  public void whatAReaderHasCountedStaysWhenItLeaves() {
    errorOf(Opcode.LOOKUP, "name\0");
    kernel.leave();
    assertEquals("1, 0 refused", counted("lookup"));
    kernel.leave();
    assertEquals("1, 0 refused", counted("lookup"));
  }

  @Test
  public void atTheEndCallsAreRefusedAndThoseThatWaitAreAnswered() {
    EntryReply reply = later(5);
    kernel.service().close();
    assertEquals(Errno.ENOTCONN, errorOf(6, Opcode.STATFS, 0));
    assertEquals(0, errorOf(7, Opcode.RELEASE, 24));
    assertEquals(1, kernel.service().expireAll(Errno.ENOTCONN));
    RawRequests.Answer answer = kernel.answers().get(1);
    assertEquals(5, answer.unique());
    assertEquals(Errno.ENOTCONN, answer.error());
    assertArrayEquals(new byte[0], answer.body());
    assertFalse(reply.error(Errno.EIO));
  }
}

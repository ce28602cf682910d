package dev.qbipc.hostile;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.conformance.ConformanceService;
import dev.qbipc.conformance.Eventually;
import dev.qbipc.conformance.ProcessResources;
import dev.qbipc.conformance.RawClient;
import dev.qbipc.conformance.SetupAnswer;
import dev.qbipc.conformance.SharedMemory;
import dev.qbipc.libqb.OutputLines;
import dev.qbipc.libqb.Posix;
import dev.qbipc.linux.Errno;
import dev.qbipc.wire.SetupRequestDescriptor;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.Test;

/** Conformance list H: what an attacker sends on the setup socket, and how it leaves. */
public class SetupSocketAttackTest extends OneServerTest {

  private static final int GARBAGE_BYTES = 1 << 20;
  private static final int PIECE = 4096;
  private static final int ABORTS = 200;
  private static final int PATIENCE_MILLIS = (int) OutputLines.PATIENCE.toMillis();

  /** As many as the kernel lets one message carry. */
  private static final int MAX_DESCRIPTORS = 253;

  @Test
  public void item92_garbageAfterTheHandshakeIsSwallowed() {
    try (RawClient intruder = server.intruder()) {
      var random = new Random(92);
      byte[] piece = new byte[PIECE];
      for (int sent = 0; sent < GARBAGE_BYTES; ) {
        random.nextBytes(piece);
        long result = intruder.trySendBytes(piece);
        assertTrue(Errno.name((int) -result), result > 0 || result == -Errno.EAGAIN);
        sent += Math.max(0, (int) result);
      }
      Attack.use(intruder);
      server.assertUnharmed();
    }
  }

  /** A descriptor that the server kept would keep the pipe's writing end open. */
  private static void assertNobodyHasTheWritingEnd(Posix.Pipe pipe) {
    assertEquals(Posix.POLLHUP, Posix.awaitReadable(pipe.readingEnd(), PATIENCE_MILLIS));
  }

  @Test
  public void item94_descriptorsSentWithTheRequestAreNotReceived() {
    int before = server.resourcesAtRest().descriptors();
    try (var pipe = Posix.Pipe.create();
        var intruder = RawClient.connect(server.service())) {
      byte[] request = SetupRequestDescriptor.encode(ServerUnderAttack.MESSAGE_SIZE);
      int[] descriptors = {pipe.writingEnd()};
      int fd = intruder.socket().fd();
      assertEquals(request.length, Posix.sendWithDescriptors(fd, request, descriptors));
      pipe.closeWritingEnd();
      assertEquals(0, intruder.receiveAnswer().error());
      assertNobodyHasTheWritingEnd(pipe);
    }
    Eventually.assertBecomes(
        "descriptors", before, () -> ProcessResources.descriptors(server.pid()));
    server.assertUnharmed();
  }

  @Test
  public void item94_descriptorsSentLaterAreNotReceived() {
    try (var pipe = Posix.Pipe.create();
        var intruder = server.intruder()) {
      int[] descriptors = {pipe.writingEnd()};
      int fd = intruder.socket().fd();
      for (int i = 0; i < 10; i++) {
        assertEquals(1, Posix.sendWithDescriptors(fd, new byte[1], descriptors));
      }
      pipe.closeWritingEnd();
      assertNobodyHasTheWritingEnd(pipe);
      Attack.use(intruder);
    }
    server.assertUnharmed();
  }

  /** There is no room for them beside the credentials, which are needed and are there. */
  @Test
  public void item95_oversizedControlMessageLeavesNothingButTheCredentials() {
    int before = server.resourcesAtRest().descriptors();
    try (var pipe = Posix.Pipe.create();
        var intruder = RawClient.connect(server.service())) {
      byte[] request = SetupRequestDescriptor.encode(ServerUnderAttack.MESSAGE_SIZE);
      int[] descriptors = new int[MAX_DESCRIPTORS];
      Arrays.fill(descriptors, pipe.writingEnd());
      int fd = intruder.socket().fd();
      assertEquals(request.length, Posix.sendWithDescriptors(fd, request, descriptors));
      pipe.closeWritingEnd();
      SetupAnswer answer = intruder.receiveAnswer();
      assertEquals(0, answer.error());
      intruder.openRings(answer);
      assertNobodyHasTheWritingEnd(pipe);
      intruder.send(ConformanceService.WHOAMI);
      assertEquals((int) ProcessHandle.current().pid(), intruder.receive().intAt(0));
    }
    Eventually.assertBecomes(
        "descriptors", before, () -> ProcessResources.descriptors(server.pid()));
    server.assertUnharmed();
  }

  @Test
  public void item96_clientsThatLeaveBeforeTheirAnswerLeaveNothing() {
    assertNothingIsLeft(intruder -> {});
  }

  /** The answer waits unread when the socket is closed, which resets the connection. */
  @Test
  public void item96_clientsThatLeaveWithTheirAnswerUnreadLeaveNothing() {
    assertNothingIsLeft(
        intruder -> assertEquals(Posix.POLLIN, intruder.awaitReadable(PATIENCE_MILLIS)));
  }

  @Test
  public void item96_halfClosedClientsLeaveNothing() {
    assertNothingIsLeft(
        intruder -> {
          Posix.finishSending(intruder.socket().fd());
          intruder.awaitEnd();
        });
  }

  private static void assertNothingIsLeft(Consumer<RawClient> leave) {
    ProcessResources before = server.resourcesAtRest();
    connectAndLeave(leave);
    ProcessResources.assertBecomesAtMost(before, server.pid());
  }

  private static void connectAndLeave(Consumer<RawClient> leave) {
    byte[] request = SetupRequestDescriptor.encode(ServerUnderAttack.MESSAGE_SIZE);
    for (int i = 0; i < ABORTS; i++) {
      try (var intruder = RawClient.connectWhenTheQueueHasRoom(server.service())) {
        intruder.sendBytes(request);
        leave.accept(intruder);
      }
    }
    server.assertUnharmed();
    SharedMemory.assertNothingLeftBut(1, server.pid());
  }
}

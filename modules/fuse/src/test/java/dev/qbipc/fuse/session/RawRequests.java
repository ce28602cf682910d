package dev.qbipc.fuse.session;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.fuse.FileSystem;
import dev.qbipc.fuse.FuseOptions;
import dev.qbipc.fuse.channel.Channel;
import dev.qbipc.fuse.wire.InHeader;
import dev.qbipc.fuse.wire.Opcode;
import dev.qbipc.fuse.wire.OutHeader;
import dev.qbipc.fuse.wire.request.InitIn;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.device.NativeBuffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Plays the kernel for a file system: hands over bytes, and keeps what is written. */
public final class RawRequests implements Channel {

  /** What this kernel says of itself when it is to be an ordinary one. */
  static final int MINOR = 45;

  static final int ALL_FLAGS = -1;

  private static final Set<Integer> WITHOUT_ANSWER =
      Set.of(Opcode.FORGET, Opcode.BATCH_FORGET, Opcode.INTERRUPT);

  /**
   * What was written.
   *
   * @param error positive; 0 for success
   * @param body behind the header
   */
  public record Answer(long unique, int error, byte[] body) {

    ByteBuffer bytes() {
      return ByteBuffer.wrap(body).order(ByteOrder.nativeOrder());
    }
  }

  private final NativeBuffer in = new NativeBuffer(2 * 1024 * 1024);
  private final List<Answer> answers = new ArrayList<>();
  private final Service service;
  private final Dispatcher dispatcher;
  private Runnable meanwhile = () -> {};

  /** A kernel for a file system that has not begun; for the calling thread. */
  public RawRequests(FileSystem files, FuseOptions options) {
    service = new Service("raw", files, options, this, errno -> {});
    dispatcher = service.dispatcher();
  }

  /** Begins as an ordinary kernel does. */
  public RawRequests begun() {
    InitIn.put(in.bytes(), Negotiation.MAJOR, MINOR, 128 * 1024, ALL_FLAGS);
    request(1, Opcode.INIT, 0, InitIn.SIZE);
    answers.clear();
    return this;
  }

  /** Has something happen when the next answer is there, before the call that writes it returns. */
  void atNextAnswer(Runnable meanwhile) {
    this.meanwhile = meanwhile;
  }

  Service service() {
    return service;
  }

  /** Where the next request is put together. */
  ByteBuffer buffer() {
    return in.bytes();
  }

  /** Hands over a request whose body is in the buffer. */
  List<Answer> request(long unique, int opcode, long node, int bodySize) {
    int length = InHeader.SIZE + bodySize;
    InHeader.put(in.bytes(), length, opcode, unique, node);
    return handOver(length);
  }

  /** Hands over bytes as they are, and returns what was written in return. */
  public List<Answer> send(byte[] request) {
    in.bytes().put(0, request);
    return handOver(request.length);
  }

  private List<Answer> handOver(int length) {
    answers.clear();
    dispatcher.request(in, length);
    return List.copyOf(answers);
  }

  /** What was written last. */
  List<Answer> answers() {
    return List.copyOf(answers);
  }

  /** Hands over bytes as they are, and sees to it that the answer is one that the kernel takes. */
  public void sendAndCheck(byte[] request) {
    check(request.length, send(request));
  }

  /** As {@link #sendAndCheck}, with a header that is as it should be. */
  public void requestAndCheck(int opcode, long node, byte[] body) {
    in.bytes().put(InHeader.SIZE, body);
    check(InHeader.SIZE + body.length, request(1, opcode, node, body.length));
  }

  private void check(int length, List<Answer> answers) {
    if (length < InHeader.SIZE) {
      assertEquals(List.of(), answers);
      return;
    }
    long unique = InHeader.unique(in.bytes());
    if (unique != 0 && !WITHOUT_ANSWER.contains(InHeader.opcode(in.bytes()))) {
      assertEquals(1, answers.size());
    }
    for (Answer answer : answers) {
      assertEquals(unique, answer.unique());
      assertTrue("errors have no body", answer.error() == 0 || answer.body().length == 0);
    }
  }

  /** As a reader does that leaves. */
  void leave() {
    dispatcher.left();
  }

  /** How many answers are still to come. */
  public int waiting() {
    return service.waiting().size();
  }

  @Override
  public int read(NativeBuffer buffer) {
    return -Errno.ENODEV;
  }

  /** As the kernel, it takes no answer that is not as long as it says. */
  @Override
  public int write(NativeBuffer buffer, int length) {
    ByteBuffer out = buffer.bytes();
    if (OutHeader.len(out) != length || OutHeader.error(out) > 0 || OutHeader.error(out) < -511) {
      return -Errno.EINVAL;
    }
    byte[] body = new byte[length - OutHeader.SIZE];
    out.get(OutHeader.SIZE, body);
    answers.add(new Answer(OutHeader.unique(out), -OutHeader.error(out), body));
    Runnable next = meanwhile;
    meanwhile = () -> {};
    next.run();
    return length;
  }

  @Override
  public int writeFromAnywhere(NativeBuffer buffer, int length) {
    return write(buffer, length);
  }
}

package dev.qbipc.fuse.session;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.fuse.FuseOptions;
import dev.qbipc.fuse.wire.InHeader;
import dev.qbipc.fuse.wire.Opcode;
import dev.qbipc.testing.FuzzRun;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import org.junit.Test;

/**
 * Random requests, truncated and malformed ones among them: each that has an answer gets one, which
 * the kernel would take, and the next well-formed one is answered as ever.
 */
public class RequestFuzzTest {

  private static final int MOST_OPCODES = 60;
  private static final int[] LENGTHS = {8, 16, 24, 40, 64, 88, 104};
  private static final long[] NUMBERS = {0, 1, 2, -1, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 32};

  private final AnyFiles files = new AnyFiles();
  private final RawRequests kernel =
      new RawRequests(files, new FuseOptions().setMaxWaiting(16)).begun();

  @Test
  public void randomRequestsHarmNobody() {
    FuzzRun run = FuzzRun.configured(RequestFuzzTest.class);
    long cases = run.run(number -> once(run.random(number)), this::assertServes);
    assertTrue(cases + " cases", cases > 0);
  }

  private void once(Random random) {
    kernel.sendAndCheck(request(random));
  }

  private void assertServes() {
    List<RawRequests.Answer> answers = kernel.request(7, Opcode.STATFS, 1, 0);
    assertEquals(1, answers.size());
    assertEquals(0, answers.get(0).error());
    assertEquals(0, kernel.waiting());
  }

  private static byte[] request(Random random) {
    int length =
        switch (random.nextInt(4)) {
          case 0 -> random.nextInt(InHeader.SIZE + 1);
          case 1 -> InHeader.SIZE + LENGTHS[random.nextInt(LENGTHS.length)];
          case 2 -> InHeader.SIZE + random.nextInt(200);
          default -> InHeader.SIZE + random.nextInt(20_000);
        };
    byte[] bytes = new byte[length];
    fill(random, bytes);
    if (length >= InHeader.SIZE) {
      ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
      int said = random.nextInt(8) == 0 ? random.nextInt() : length;
      int opcode = random.nextInt(16) == 0 ? random.nextInt() : random.nextInt(MOST_OPCODES);
      long unique = random.nextInt(16) == 0 ? 0 : 1 + random.nextInt(1000);
      InHeader.put(in, said, opcode, unique, number(random));
    }
    return bytes;
  }

  /** Words that mean something in most places, names, or anything. */
  private static void fill(Random random, byte[] bytes) {
    if (random.nextInt(4) == 0) {
      random.nextBytes(bytes);
    }
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    for (int at = InHeader.SIZE; at + Long.BYTES <= bytes.length; at += Long.BYTES) {
      switch (random.nextInt(5)) {
        case 0 -> in.putLong(at, number(random));
        case 1 -> in.putInt(at, random.nextInt(bytes.length));
        case 2 -> in.put(at, (byte) ('a' + random.nextInt(26)));
        default -> {}
      }
    }
  }

  private static long number(Random random) {
    return random.nextBoolean() ? NUMBERS[random.nextInt(NUMBERS.length)] : random.nextInt(20_000);
  }
}

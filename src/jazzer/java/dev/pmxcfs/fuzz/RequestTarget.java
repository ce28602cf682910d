package dev.pmxcfs.fuzz;

import dev.qbipc.fuse.FuseOptions;
import dev.qbipc.fuse.session.AnyFiles;
import dev.qbipc.fuse.session.RawRequests;
import java.util.Arrays;

/**
 * The requests of a mount under Jazzer: the first byte says what is asked for, the second which
 * node, and the rest is the body. Each has to be answered, whatever it is, with what the kernel
 * takes.
 */
public final class RequestTarget {

  private static final int OPCODE = 0;
  private static final int NODE = 1;
  private static final int BODY = 2;

  private static final RawRequests KERNEL =
      new RawRequests(new AnyFiles(), new FuseOptions()).begun();

  private RequestTarget() {}

  /** Called by Jazzer for each input. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length >= BODY) {
      byte[] body = Arrays.copyOfRange(input, BODY, input.length);
      KERNEL.requestAndCheck(input[OPCODE], input[NODE], body);
    }
  }
}

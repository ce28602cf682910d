package dev.qbipc.libqb;

import static org.junit.Assert.assertEquals;

import java.util.HexFormat;
import java.util.List;

/**
 * A process of a user that connects many times with libqb, sends requests on each connection, and
 * reads no answer.
 *
 * @param connections how many
 * @param requests how many on each
 * @param messageSize the largest message to ask for, in bytes
 */
public record Pile(int connections, int requests, int messageSize) {

  /**
   * Starts one. Returns when all requests are sent; the process stays until it is closed.
   *
   * @param id of the requests
   */
  public ChildProcess start(String service, int uid, int id, byte[] payload) {
    var process =
        CProgram.start(
            CProgram.PEER,
            List.of(
                "pile",
                service,
                "" + uid,
                "" + uid,
                "" + messageSize,
                "" + connections,
                "" + requests,
                "" + id,
                HexFormat.of().formatHex(payload)));
    assertEquals("piled " + connections * requests, process.awaitLine("piled", "failed"));
    return process;
  }
}

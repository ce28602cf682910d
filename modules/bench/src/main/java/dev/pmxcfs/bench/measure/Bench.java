package dev.pmxcfs.bench.measure;

import dev.pmxcfs.bench.process.BenchmarkFailedException;
import dev.pmxcfs.bench.process.Clients;
import dev.pmxcfs.bench.process.Placement;
import dev.pmxcfs.bench.process.RequestKind;
import dev.pmxcfs.bench.process.ServerProcess;
import dev.pmxcfs.bench.process.Servers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * What measurements are made with.
 *
 * @param servers starts servers
 * @param clients runs libqb's clients
 * @param eventLoopClients runs clients of the library
 * @param scratch a directory for files
 * @param lengths how long is measured
 */
public record Bench(
    Servers servers, Clients clients, Clients eventLoopClients, Path scratch, Lengths lengths) {

  private static final int ECHO = 1;
  private static final int SIZED = 2;
  private static final int EVENTS = 3;

  /** The length of an echo's request with its header, in bytes. */
  private static final int ECHO_PAYLOAD = 64 - 16;

  /** The request of an echo, 64 bytes. */
  RequestKind echo() {
    return RequestKind.of(scratch, "echo", ECHO, new byte[ECHO_PAYLOAD]);
  }

  /** The request of an echo with a payload of some bytes. */
  RequestKind echo(int bytes) {
    return RequestKind.of(scratch, "echo-" + bytes, ECHO, new byte[bytes]);
  }

  /** The request that libqb's server answers with a given number of bytes. */
  RequestKind sized(int bytes) {
    byte[] wanted =
        ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder()).putInt(bytes).array();
    return RequestKind.of(scratch, "sized-" + bytes, SIZED, wanted);
  }

  /**
   * The request that libqb's server answers with events.
   *
   * @param count how many
   * @param bytes payload of each
   */
  RequestKind events(int count, int bytes) {
    byte[] wanted =
        ByteBuffer.allocate(2 * Integer.BYTES)
            .order(ByteOrder.nativeOrder())
            .putInt(count)
            .putInt(bytes)
            .array();
    return RequestKind.of(scratch, "events-" + count + "-" + bytes, EVENTS, wanted);
  }

  /** Loads a server without looking at the result: the JVM compiles what is used. */
  void warmUp(ServerProcess server, RequestKind kind) {
    warmUp(server, kind, lengths.warmUp());
  }

  /** The same for one operation among others. */
  void warmUpOperation(ServerProcess server, RequestKind kind) {
    warmUp(server, kind, lengths.operationWarmUp());
  }

  private void warmUp(ServerProcess server, RequestKind kind, Duration duration) {
    Duration half = duration.dividedBy(2);
    clients.call(server, kind, 1, half, Placement.FREE);
    clients.call(server, kind, 4, half, Placement.FREE);
  }

  void sleep(Duration duration) {
    try {
      TimeUnit.NANOSECONDS.sleep(duration.toNanos());
    } catch (InterruptedException e) {
      throw new BenchmarkFailedException("interrupted", e);
    }
  }

  /** Says on standard error what is being measured. */
  void progress(String what) {
    System.err.println("measuring " + what);
  }
}

package dev.qbipc.corosync.real;

import com.sun.jna.NativeLibrary;
import dev.qbipc.SocketMode;
import dev.qbipc.corosync.Corosync;
import dev.qbipc.corosync.CorosyncOptions;
import dev.qbipc.corosync.cpg.Cpg;
import dev.qbipc.corosync.fake.Waiting;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A program of its own that connects as root, so that all of its code is there, and from then on as
 * an ordinary user, once for each line of its input. It prints what came of it.
 */
public final class UnprivilegedClient {

  /** Connected, as one of the lines that it prints. */
  static final String CONNECTED = "connected";

  private UnprivilegedClient() {}

  /**
   * @param arguments where corosync's sockets are, and the user's and group's id
   */
  public static void main(String[] arguments) throws IOException {
    var vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    var options =
        new CorosyncOptions()
            .setSocketMode(SocketMode.FILE_SYSTEM)
            .setSocketDirectory(arguments[0])
            .setConnectTimeout(Duration.ofMinutes(3));
    var corosync = Corosync.create(vertx, options);
    System.out.println(outcome(corosync));
    become(Integer.parseInt(arguments[1]));
    var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    while (input.readLine() != null) {
      System.out.println(outcome(corosync));
    }
    Waiting.value(vertx.close());
  }

  private static String outcome(Corosync corosync) {
    try {
      Cpg cpg = Waiting.value(corosync.cpg());
      Waiting.value(cpg.close());
      return CONNECTED;
    } catch (RuntimeException e) {
      return e.getMessage();
    }
  }

  /** With all threads of the process. */
  private static void become(int id) {
    var libc = NativeLibrary.getInstance("c");
    for (String call : new String[] {"setresgid", "setresuid"}) {
      if (libc.getFunction(call).invokeInt(new Object[] {id, id, id}) != 0) {
        throw new IllegalStateException(call + " failed");
      }
    }
  }
}

package dev.pmxcfs.ipc.harness;

import dev.pmxcfs.ipc.cli.PmxcfsIpc;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;

/** Runs a command in this process, which is sooner than in one of its own. */
public final class InProcess {

  private InProcess() {}

  /** Runs a command without any input. */
  public static Program.Result run(String... arguments) {
    return run(new byte[0], arguments);
  }

  /** Runs a command with bytes on its standard input. */
  public static Program.Result run(byte[] input, String... arguments) {
    InputStream in = System.in;
    PrintStream out = System.out;
    var output = new ByteArrayOutputStream();
    var errors = new StringWriter();
    System.setIn(new ByteArrayInputStream(input));
    System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
    try {
      int status =
          PmxcfsIpc.commandLine(arguments).setErr(new PrintWriter(errors)).execute(arguments);
      return new Program.Result(status, output.toByteArray(), errors.toString().lines().toList());
    } finally {
      System.setIn(in);
      System.setOut(out);
    }
  }
}

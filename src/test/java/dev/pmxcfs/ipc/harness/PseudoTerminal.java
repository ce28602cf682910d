package dev.pmxcfs.ipc.harness;

import dev.pmxcfs.ipc.cli.PmxcfsIpc;
import dev.qbipc.testing.Patience;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The program on a terminal, as a person at a shell has it, by way of {@code script}. */
public final class PseudoTerminal implements AutoCloseable {

  /**
   * Behind the program: its status, and whether the terminal is as it was before. Ctrl-C reaches
   * the shell too, which dash does not outlive without a trap; the program's own signals are the
   * default ones again.
   */
  private static final String SCRIPT =
      "trap : INT; stty rows %d cols %d; before=$(stty -g); %s; status=$?;"
          + " [ \"$(stty -g)\" = \"$before\" ] && kept=kept || kept=changed;"
          + " echo \"status $status, terminal $kept\"";

  private final Process process;
  private final StringBuilder shown = new StringBuilder();
  private boolean ended;

  private PseudoTerminal(Process process) {
    this.process = process;
    var reader = new Thread(this::read, "terminal");
    reader.setDaemon(true);
    reader.start();
  }

  public static PseudoTerminal start(int rows, int columns, String... arguments) {
    return start(String.format(SCRIPT, rows, columns, ShellCommand.of(program(arguments))));
  }

  /** What a run of the program shows, from its start to its end; a character for each byte. */
  public static String shown(String... arguments) {
    return shown(program(arguments));
  }

  /** As {@link #shown(String...)}, of any other command. */
  public static String shown(List<String> command) {
    try (var terminal = start(ShellCommand.of(command))) {
      return terminal.awaitEnd().replace("\r\n", "\n");
    }
  }

  private static List<String> program(String... arguments) {
    List<String> program = new ArrayList<>(Program.packed());
    program.add(PmxcfsIpc.class.getName());
    program.addAll(List.of(arguments));
    return program;
  }

  private static PseudoTerminal start(String script) {
    List<String> command = new ArrayList<>(Program.OWN_SIGNALS);
    command.addAll(List.of("script", "--quiet", "--command", script, "/dev/null"));
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectError(Redirect.INHERIT);
      builder.environment().put("SHELL", "/bin/sh"); // not the one of whoever runs the tests
      return new PseudoTerminal(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read() {
    try (InputStream in = process.getInputStream()) {
      byte[] bytes = new byte[4096];
      for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
        synchronized (shown) {
          shown.append(new String(bytes, 0, read, StandardCharsets.ISO_8859_1));
          shown.notifyAll();
        }
      }
    } catch (IOException e) {
      // the same as its end
    }
    synchronized (shown) {
      ended = true;
      shown.notifyAll();
    }
  }

  /** Forgets what was shown, and presses keys. */
  public void type(String keys) {
    synchronized (shown) {
      shown.setLength(0);
    }
    try {
      OutputStream out = process.getOutputStream();
      out.write(keys.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until something is shown, and returns all that was shown since the last key. */
  public String await(String text) {
    return await(all -> all.contains(text), text);
  }

  /** Waits for the end of the program and returns all that was shown since the last key. */
  public String awaitEnd() {
    return await(all -> ended, "its end");
  }

  /** As {@link #await(String)}, for what is not a text alone. */
  public String await(Predicate<String> done, String what) {
    long end = System.nanoTime() + Patience.LIMIT.toNanos();
    synchronized (shown) {
      while (!done.test(shown.toString())) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0 || ended) {
          throw new AssertionError("no " + what + " in " + shown);
        }
        try {
          shown.wait(left);
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
      return shown.toString();
    }
  }

  @Override
  public void close() {
    process.destroy();
  }
}

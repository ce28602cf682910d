package dev.pmxcfs.ipc.cli.base;

import dev.pmxcfs.ipc.log.StandardError;
import dev.pmxcfs.ipc.text.PrintableText;
import dev.pmxcfs.ipc.text.ShellQuoting;
import dev.pmxcfs.ipc.text.Terminals;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where results go. A file or a pipe gets their bytes as they are. On a terminal names are quoted,
 * and text has question marks for what is not printable: both may come from strangers.
 */
public final class StandardOutput {

  private static final Path DESCRIPTOR = Path.of("/proc/self/fd/1");

  private static final boolean IS_TERMINAL = Terminals.ofStandardOutput().isPresent();

  private StandardOutput() {}

  /** A name as it is to be printed: on a terminal as GNU ls shows it there, unchanged elsewhere. */
  public static byte[] name(byte[] name) {
    return IS_TERMINAL ? ShellQuoting.quote(name) : name;
  }

  /** As {@link #name(byte[])}. */
  public static String name(String name) {
    return IS_TERMINAL ? ShellQuoting.quote(name) : name;
  }

  /**
   * Writes bytes behind the lines that standard error has got so far.
   *
   * @throws CommandFailedException if the bytes cannot be written
   */
  public static void print(byte[] bytes) {
    StandardError.flush();
    System.out.write(bytes, 0, bytes.length);
    if (System.out.checkError()) {
      throw hadReader()
          ? new OutputClosedException()
          : new CommandFailedException("cannot write to standard output");
    }
  }

  /** As {@link #print(byte[])}, with text that files contain. */
  public static void printText(byte[] text) {
    print(
        IS_TERMINAL
            ? PrintableText.lines(new String(text, StandardCharsets.UTF_8))
                .getBytes(StandardCharsets.UTF_8)
            : text);
  }

  /** Writing to a pipe or a socket fails only when the other end is closed. */
  private static boolean hadReader() {
    try {
      String target = Files.readSymbolicLink(DESCRIPTOR).toString();
      return target.startsWith("pipe:") || target.startsWith("socket:");
    } catch (IOException e) {
      return false;
    }
  }

  /** As {@link #print(byte[])}, with lines of text. */
  public static void print(List<String> lines) {
    String text = String.join("\n", lines) + "\n";
    print((IS_TERMINAL ? PrintableText.lines(text) : text).getBytes(StandardCharsets.UTF_8));
  }
}

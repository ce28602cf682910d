package dev.qbipc.corosync.fake;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a recording has of one case: messages in their order (corosync, section 11). */
public final class Recording {

  /** Which way a message goes. */
  public enum Kind {
    REQUEST,
    RESPONSE,
    EVENT
  }

  /**
   * A recorded message.
   *
   * @param connection its number within the recording
   * @param length of the whole message
   * @param shown what the recording has of it
   */
  public record Message(Kind kind, int connection, int length, byte[] shown) {

    /**
     * The message with the senders' pattern in place of what was left out, and the message itself
     * if nothing was.
     *
     * @param from where the pattern begins in this message
     * @param index of the pattern's byte there
     */
    public WireMessage withPattern(int from, int index) {
      byte[] bytes = Arrays.copyOf(shown, length);
      for (int i = shown.length; i < length; i++) {
        bytes[i] = pattern(index + i - from);
      }
      return new WireMessage(bytes);
    }

    /** The message with zeros in place of what was left out. */
    public WireMessage withZeros() {
      return new WireMessage(Arrays.copyOf(shown, length));
    }
  }

  private static final Pattern MESSAGE = Pattern.compile("(>|<|! event) \\w+#(\\d+) len=(\\d+) .*");

  /** The request before it found no room in the ring; it follows once more. */
  private static final String NOT_SENT = "< sendv_recv -> -11";

  /** The end of a connection. */
  private static final String HANG_UP = "! event_recv -> -107";

  private static final Pattern ZEROS = Pattern.compile("  \\.{4}  (\\d+) zero bytes");
  private static final Pattern HIDDEN = Pattern.compile("  \\.{4}  \\d+ more bytes not shown");
  private static final Pattern BYTES = Pattern.compile("  [0-9a-f]{4}  ([0-9a-f ]+)");

  /** A byte of the pattern that the recorded programs sent. */
  public static byte pattern(int index) {
    return (byte) (7 * index + (index >> 8));
  }

  private final String name;
  private final List<String> lines;

  private Recording(String name, List<String> lines) {
    this.name = name;
    this.lines = lines;
  }

  /** A recording of the test's resources. */
  public static Recording of(String name) {
    try (InputStream text = Recording.class.getResourceAsStream("/recordings/" + name)) {
      return new Recording(
          name, new String(text.readAllBytes(), StandardCharsets.UTF_8).lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The messages of the first case whose description begins with a text. */
  public List<Message> messages(String title) {
    return messages(title, 1);
  }

  /** The messages of the n-th case whose description begins with a text. */
  public List<Message> messages(String title, int n) {
    int from = find(title, n) + 1;
    int to = from;
    while (to < lines.size() && !lines.get(to).startsWith("# case: ")) {
      to++;
    }
    return messages(lines.subList(from, to));
  }

  /** The messages of a connection, of all cases. */
  public List<Message> messages(int connection) {
    return messages(lines).stream().filter(message -> message.connection == connection).toList();
  }

  private static List<Message> messages(List<String> lines) {
    List<Message> messages = new ArrayList<>();
    Matcher message = null;
    var bytes = new ArrayList<byte[]>();
    for (String line : lines) {
      Matcher begin = MESSAGE.matcher(line);
      if (begin.matches()) {
        add(messages, message, bytes);
        message = begin;
      } else if (line.equals(NOT_SENT)) {
        message = null;
        bytes.clear();
      } else if (!line.equals(HANG_UP)) {
        body(line, bytes);
      }
    }
    add(messages, message, bytes);
    return messages;
  }

  private int find(String title, int n) {
    int found = 0;
    for (int at = 0; at < lines.size(); at++) {
      if (lines.get(at).startsWith("# case: " + title) && ++found == n) {
        return at;
      }
    }
    throw new AssertionError(name + " has no case " + title + " no. " + n);
  }

  private static void body(String line, List<byte[]> bytes) {
    Matcher hex = BYTES.matcher(line);
    Matcher zeros = ZEROS.matcher(line);
    if (hex.matches()) {
      bytes.add(HexFormat.of().parseHex(hex.group(1).replace(" ", "")));
    } else if (zeros.matches()) {
      bytes.add(new byte[Integer.parseInt(zeros.group(1))]);
    } else if (!line.startsWith("#") && !line.startsWith("=") && !line.isBlank()) {
      if (!HIDDEN.matcher(line).matches()) {
        throw new AssertionError("not a line of a recording: " + line);
      }
    }
  }

  private static void add(List<Message> messages, Matcher message, List<byte[]> bytes) {
    if (message == null) {
      return;
    }
    Kind kind =
        switch (message.group(1)) {
          case ">" -> Kind.REQUEST;
          case "<" -> Kind.RESPONSE;
          default -> Kind.EVENT;
        };
    int shown = bytes.stream().mapToInt(part -> part.length).sum();
    byte[] all = new byte[shown];
    int at = 0;
    for (byte[] part : bytes) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    bytes.clear();
    messages.add(
        new Message(
            kind, Integer.parseInt(message.group(2)), Integer.parseInt(message.group(3)), all));
  }
}

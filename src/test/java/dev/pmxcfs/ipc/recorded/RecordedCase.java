package dev.pmxcfs.ipc.recorded;

import dev.pmxcfs.ipc.harness.Identity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A request and what became of it at the C server.
 *
 * @param name which case of which recording, and what it is about
 * @param client the ids of the client
 * @param bufferSize the largest message that the client asked for, in bytes
 * @param request what the client sent
 * @param outcome what it got
 */
record RecordedCase(
    String name, Identity client, int bufferSize, Request request, Outcome outcome) {

  /** What clients of pmxcfs ask for. */
  static final int BUFFER_SIZE = 1024 * 1024;

  private static final int HEADER_SIZE = 16;

  private static final Pattern CONN = Pattern.compile("uid=(\\d+) gid=(\\d+)");
  private static final Pattern HEADER = Pattern.compile("id=(-?\\d+) size=\\d+ error=(-?\\d+)");
  private static final Pattern FAILURE = Pattern.compile("(?:connect errno=)?-(\\d+)");

  /**
   * @param id the message id
   * @param sizeField what its header says of its size
   * @param payload what follows the header
   */
  record Request(int id, int sizeField, byte[] payload) {

    /** A request whose header is right. */
    Request(int id, byte[] payload) {
      this(id, HEADER_SIZE + payload.length, payload);
    }

    /** Whether the header lies. */
    boolean contradictsItself() {
      return sizeField != HEADER_SIZE + payload.length;
    }
  }

  /** What a client gets for a request. */
  sealed interface Outcome {}

  /** A response: 0 or a negated errno, and a payload. */
  record Response(int error, byte[] payload) implements Outcome {}

  /** No response; the errno is what libqb's client says instead. */
  record Failure(int errno) implements Outcome {}

  /** The same case where another error is the right answer. */
  RecordedCase butAnswered(int error) {
    return but(new Response(error, new byte[0]));
  }

  /** The same case with another outcome. */
  RecordedCase but(Outcome other) {
    return new RecordedCase(name, client, bufferSize, request, other);
  }

  /** Reads a recording: paragraphs of {@code name: value} lines, of which some are comments. */
  static List<RecordedCase> read(String resource) throws IOException {
    try (InputStream in = RecordedCase.class.getResourceAsStream(resource)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      List<RecordedCase> cases = new ArrayList<>();
      for (String paragraph : text.split("\n\n")) {
        Map<String, String> fields = fields(paragraph);
        if (!fields.isEmpty()) {
          cases.add(of(fields));
        }
      }
      return cases;
    }
  }

  private static Map<String, String> fields(String paragraph) {
    return paragraph
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split(":", 2))
        .collect(Collectors.toMap(field -> field[0], field -> field[1].strip()));
  }

  private static int id(String recorded) {
    return Identity.recorded(Integer.parseInt(recorded));
  }

  private static RecordedCase of(Map<String, String> fields) {
    Matcher conn = match(CONN, fields.get("conn"));
    return new RecordedCase(
        fields.get("case"),
        new Identity(id(conn.group(1)), id(conn.group(2))),
        number(fields, "client.buffer", BUFFER_SIZE),
        request(fields),
        outcome(fields));
  }

  private static Request request(Map<String, String> fields) {
    byte[] payload = bytes(fields.get("request.payload.hex"));
    return new Request(
        Integer.parseInt(fields.get("request.id")),
        number(fields, "request.size_field", HEADER_SIZE + payload.length),
        payload);
  }

  private static Outcome outcome(Map<String, String> fields) {
    if (fields.containsKey("failure")) {
      return new Failure(Integer.parseInt(match(FAILURE, fields.get("failure")).group(1)));
    }
    Matcher header = match(HEADER, fields.get("response.hdr"));
    return new Response(
        Integer.parseInt(header.group(2)), bytes(fields.get("response.payload.hex")));
  }

  private static int number(Map<String, String> fields, String name, int otherwise) {
    return fields.containsKey(name) ? Integer.parseInt(fields.get(name)) : otherwise;
  }

  /** Hexadecimal, where {@code bb*n} stands for n bytes and dots stand between runs. */
  private static byte[] bytes(String hex) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String run : hex.split("\\.")) {
      String[] times = run.split("\\*");
      byte[] part = HexFormat.of().parseHex(times[0]);
      for (int i = times.length == 1 ? 1 : Integer.parseInt(times[1]); i > 0; i--) {
        bytes.writeBytes(part);
      }
    }
    return bytes.toByteArray();
  }

  private static Matcher match(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not in a recording's form: " + text);
    }
    return matcher;
  }

  @Override
  public String toString() {
    return name;
  }
}

package dev.pmxcfs.operations.status;

import dev.qbipc.test.FakeConnection;
import dev.qbipc.test.FakeRequest;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * A request and how the C server answered it: a line of a recording.
 *
 * @param number the case's number in its recording
 * @param readOnly whether the client was www-data
 * @param seconds the clock when it was answered
 * @param id the message id
 * @param request the request's payload
 * @param error the response's error
 * @param payload the response's payload
 */
public record RecordedAnswer(
    int number, boolean readOnly, long seconds, int id, byte[] request, int error, byte[] payload) {

  /** All of a recording, in its order. */
  public static List<RecordedAnswer> all(String recording) {
    return lines(recording)
        .filter(line -> !line.startsWith("#"))
        .map(RecordedAnswer::parse)
        .toList();
  }

  /** The lines of a recorded text. */
  public static Stream<String> lines(String recording) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                RecordedAnswer.class.getResourceAsStream("/recorded/" + recording),
                StandardCharsets.US_ASCII))) {
      return lines.lines().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RecordedAnswer parse(String line) {
    String[] columns = line.split(" ");
    return new RecordedAnswer(
        Integer.parseInt(columns[0]),
        columns[1].equals("read-only"),
        Long.parseLong(columns[2]),
        Integer.parseInt(columns[3]),
        bytes(columns[4]),
        Integer.parseInt(columns[5]),
        bytes(columns[6]));
  }

  private static byte[] bytes(String column) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (!column.equals("-")) {
      for (String run : column.split("\\.")) {
        String[] times = run.split("\\*");
        byte[] part = HexFormat.of().parseHex(times[0]);
        for (int i = times.length == 1 ? 1 : Integer.parseInt(times[1]); i > 0; i--) {
          bytes.writeBytes(part);
        }
      }
    }
    return bytes.toByteArray();
  }

  String name() {
    return "case " + number;
  }

  /** The request, to be answered again. */
  public FakeRequest again() {
    FakeConnection connection = readOnly ? FakeConnection.readOnly() : FakeConnection.readWrite();
    return FakeRequest.of(id, request, connection);
  }
}

package dev.pmxcfs.operations.config;

import dev.qbipc.test.FakeConnection;
import dev.qbipc.test.FakeRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * A request and how the C server answered it: a line of {@code get-config.txt}.
 *
 * @param number the case's number in recording 02
 * @param readOnly whether the client was www-data
 * @param path the request's payload
 * @param error the response's error
 * @param payload the response's payload
 */
record RecordedAnswer(String number, boolean readOnly, byte[] path, int error, byte[] payload) {

  private static final String FILE = "/recorded/get-config.txt";
  private static final Set<String> GIVEN_AWAY = Set.of("047", "048", "049");

  static List<RecordedAnswer> all() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                RecordedAnswer.class.getResourceAsStream(FILE), StandardCharsets.US_ASCII))) {
      return lines
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(RecordedAnswer::parse)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RecordedAnswer parse(String line) {
    String[] columns = line.split(" ");
    return new RecordedAnswer(
        columns[0],
        columns[1].equals("read-only"),
        bytes(columns[2]),
        Integer.parseInt(columns[3]),
        bytes(columns[4]));
  }

  private static byte[] bytes(String hex) {
    return hex.equals("-") ? new byte[0] : HexFormat.of().parseHex(hex);
  }

  /** Whether the C server answered with a secret to a client that must not see it. */
  boolean isDefectD1() {
    return GIVEN_AWAY.contains(number);
  }

  String name() {
    return "case " + number + ": " + new String(path, StandardCharsets.UTF_8);
  }

  FakeRequest request() {
    FakeConnection connection = readOnly ? FakeConnection.readOnly() : FakeConnection.readWrite();
    return FakeRequest.of(GetConfig.ID, path, connection);
  }
}

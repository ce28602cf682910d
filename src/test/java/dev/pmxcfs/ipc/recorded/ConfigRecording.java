package dev.pmxcfs.ipc.recorded;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pmxcfs.ipc.harness.Identity;
import dev.pmxcfs.ipc.recorded.RecordedCase.Request;
import dev.pmxcfs.ipc.recorded.RecordedCase.Response;
import dev.qbipc.linux.Errno;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** Recording 02: requests to the C server, and what a shell did to the files meanwhile. */
final class ConfigRecording {

  /**
   * Where the answer differs on purpose: doubled slashes let www-data see private files (defect D1,
   * item 76).
   */
  private static final Set<String> DEFECT_D1 = Set.of("047", "048", "049");

  private ConfigRecording() {}

  /** Its lines, which begin with {@code shell}, {@code case}, {@code restart} or {@code #}. */
  static List<String> lines() throws IOException {
    try (InputStream in = ConfigRecording.class.getResourceAsStream("/recorded/config-02.txt")) {
      return new String(in.readAllBytes(), UTF_8).lines().toList();
    }
  }

  /** What a line that begins with {@code case} tells, with the right answer. */
  static RecordedCase recorded(String line) {
    String[] words = line.split(" ");
    var recorded =
        new RecordedCase(
            "02-config-and-versions/" + words[1],
            words[2].equals("read-only") ? Identity.WEB : Identity.ROOT,
            RecordedCase.BUFFER_SIZE,
            new Request(Integer.parseInt(words[3]), bytes(words[4])),
            new Response(Integer.parseInt(words[5]), bytes(words[6])));
    return DEFECT_D1.contains(words[1]) ? recorded.butAnswered(-Errno.EPERM) : recorded;
  }

  private static byte[] bytes(String hex) {
    return hex.equals("-") ? new byte[0] : HexFormat.of().parseHex(hex);
  }
}

package dev.pmxcfs.state.guests;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.Assert.assertEquals;

import dev.pmxcfs.api.ByteString;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.Test;

/** The search for properties agrees with a simple model of it (operations, section 5.8). */
public class PropertyScanTest {

  private static final int FILES = 20_000;
  private static final int MAX_PARTS = 16;
  private static final int MAX_NAMES = 4;

  private static final String[] PARTS = {
    "a", "b", "ab", ":", ": ", ":\t", " ", "\r", "\013", "\n", "\n", "\n[", "x", "\0", "\u00ff", "#"
  };
  private static final String[] NAMES = {"a", "b", "ab", "", "x", "#", "\u00ff", "aa", ":"};

  @Test
  public void agreesWithAModel() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < FILES; i++) {
      String config = randomText(random);
      List<String> names = randomNames(random);
      List<Optional<String>> expected = names.stream().map(name -> model(config, name)).toList();
      String about = "seed " + seed + ", file " + i + ": " + config.replace("\n", "\\n");
      assertEquals(about, expected, scan(config, names));
    }
  }

  private static String randomText(Random random) {
    StringBuilder text = new StringBuilder();
    for (int part = random.nextInt(MAX_PARTS); part > 0; part--) {
      text.append(PARTS[random.nextInt(PARTS.length)]);
    }
    return text.toString();
  }

  private static List<String> randomNames(Random random) {
    List<String> names = new ArrayList<>();
    for (int i = random.nextInt(MAX_NAMES); i >= 0; i--) {
      names.add(NAMES[random.nextInt(NAMES.length)]);
    }
    return names;
  }

  private static List<Optional<String>> scan(String config, List<String> names) {
    List<ByteString> wanted =
        names.stream()
            .map(name -> name.getBytes(ISO_8859_1))
            .map(PropertyScanTest::string)
            .toList();
    String[] values = new String[names.size()];
    new PropertyScan(wanted)
        .valuesIn(
            config.getBytes(ISO_8859_1), (name, value) -> values[name] = value.bytes().toLatin1());
    return Arrays.stream(values).map(Optional::ofNullable).toList();
  }

  private static ByteString string(byte[] bytes) {
    return ByteString.copyOf(bytes, 0, bytes.length);
  }

  /** One name, with a pattern: the last line before a section. */
  private static Optional<String> model(String config, String name) {
    Pattern section = Pattern.compile("(?<![^\n])\\[");
    Matcher start = section.matcher(config);
    String searched = start.find() ? config.substring(0, start.start()) : config;
    Optional<String> value = Optional.empty();
    for (String line : searched.split("\n")) {
      if (line.startsWith(name + ":") && line.length() > name.length() + 1) {
        String text = line.substring(name.length() + 1);
        String trimmed = text.replaceAll("^[ \t\013\f\r]+|[ \t\013\f\r]+$", "");
        String kept = trimmed.isEmpty() ? text.substring(text.length() - 1) : trimmed;
        value = Optional.of(kept.split("\0", -1)[0]);
      }
    }
    return value;
  }
}

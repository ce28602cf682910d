package dev.pmxcfs.ipc.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.Assert.assertEquals;

import dev.pmxcfs.ipc.harness.NamedFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Names are quoted as by the machine's own ls. */
public class ShellQuotingTest {

  private static final int RANDOM_NAMES = 2000;
  private static final int MAX_PIECES = 5;

  private static final List<String> PIECES =
      List.of(
          "a",
          "Z",
          "0",
          " ",
          "'",
          "\"",
          "\n",
          "\t",
          "\r",
          "\u0007",
          "\b",
          "\u000b",
          "\f",
          "\u001b[31m",
          "\u0001",
          "\u007f",
          "\\",
          "$",
          "`",
          "#",
          "~",
          "{",
          "}",
          "*",
          "?",
          "[",
          "]",
          "=",
          "^",
          "!",
          "%",
          "+",
          ",",
          "-",
          ".",
          ":",
          "@",
          "_",
          "|",
          ";",
          "<",
          ">",
          "(",
          ")",
          "&",
          bytes(0xc3, 0xa9),
          bytes(0xe6, 0x97, 0xa5),
          bytes(0xf0, 0x9f, 0x98, 0x80),
          bytes(0xc2, 0x9b),
          bytes(0xe2, 0x80, 0xa8),
          bytes(0xef, 0xbf, 0xbd),
          bytes(0xff),
          bytes(0xe2, 0x80),
          bytes(0xc3),
          bytes(0xc0, 0x80),
          bytes(0xed, 0xa0, 0x80));

  private static final Pattern ENDS_WITH_ESCAPE = Pattern.compile("\\\\([a-z]|\\d{3})'$");

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private static String bytes(int... bytes) {
    return new String(bytes, 0, bytes.length);
  }

  private static Set<String> names() {
    var random = new Random(15);
    Set<String> names = new TreeSet<>(PIECES);
    while (names.size() < RANDOM_NAMES) {
      var name = new StringBuilder();
      for (int pieces = 1 + random.nextInt(MAX_PIECES); pieces > 0; pieces--) {
        name.append(PIECES.get(random.nextInt(PIECES.size())));
      }
      names.add(name.toString());
    }
    return names;
  }

  private static String quote(String name) {
    return new String(ShellQuoting.quote(name.getBytes(ISO_8859_1)), ISO_8859_1);
  }

  /**
   * Of a name that has a quote and ends with an escape, ls 9.1 shows something that a shell does
   * not read as that name, as it begins once more in the state that it ended in.
   */
  private static boolean isMistakenByLs(String name) {
    return name.contains("'") && ENDS_WITH_ESCAPE.matcher(quote(name)).find();
  }

  private Set<String> namesByLs() throws Exception {
    var ls =
        new ProcessBuilder("ls", "-A", "-1", "--quoting-style=shell-escape")
            .directory(folder.getRoot());
    ls.environment().put("LC_ALL", "C.UTF-8");
    byte[] output = ls.start().getInputStream().readAllBytes();
    return new TreeSet<>(new String(output, ISO_8859_1).lines().toList());
  }

  @Test
  public void namesAreQuotedAsLsDoes() throws Exception {
    Set<String> names = names();
    names.removeAll(Set.of(".", ".."));
    names.removeIf(ShellQuotingTest::isMistakenByLs);
    Path directory = folder.getRoot().toPath();
    NamedFiles.make(directory, names);
    Set<String> quoted = names.stream().map(ShellQuotingTest::quote).collect(Collectors.toSet());
    assertEquals(String.join("\n", namesByLs()), String.join("\n", new TreeSet<>(quoted)));
  }

  @Test
  public void aShellReadsTheNamesBack() throws Exception {
    Set<String> names = names();
    String script =
        names.stream()
            .map(ShellQuotingTest::quote)
            .collect(Collectors.joining(" ", "printf '%s\\0' ", ""));
    Process bash = new ProcessBuilder("bash").start();
    try (var in = bash.getOutputStream()) {
      in.write(script.getBytes(ISO_8859_1));
    }
    String read = new String(bash.getInputStream().readAllBytes(), ISO_8859_1);
    assertEquals(String.join("\0", names) + "\0", read);
  }

  /** As ls shows them, what follows in the line would be shown backwards, or not at all. */
  @Test
  public void whatIsInvisibleIsEscapedThoughLsShowsIt() {
    assertEquals("'a'$'\\342\\200\\256''gfc.exe'", ShellQuoting.quote("a\u202egfc.exe"));
    assertEquals("'a'$'\\302\\255''b'", ShellQuoting.quote("a\u00adb"));
  }

  @Test
  public void aNameWithoutCharactersIsQuoted() {
    assertEquals("''", ShellQuoting.quote(""));
  }
}

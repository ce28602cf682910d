package dev.pmxcfs.ipc.cli.base;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.CoreMatchers.not;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;

import dev.pmxcfs.ipc.harness.InProcess;
import dev.pmxcfs.ipc.harness.NamedFiles;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import dev.pmxcfs.ipc.harness.PseudoTerminal;
import dev.pmxcfs.ipc.modules.TestJar;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * Names that strangers have given, on a terminal and elsewhere. C pmxcfs has no commands of its
 * own: its mount is listed by ls.
 */
public class TerminalNamesTest {

  private static final String ESCAPE = "\u001b";

  /** Sorted by their bytes, as both list them. */
  private static final List<String> NAMES =
      List.of(
          "\u001b[31mred.cfg",
          "a\nfake.cfg",
          "it's.cfg",
          "plain.cfg",
          "two words.cfg",
          "\u00c3\u00a9.cfg",
          "\u00ff.cfg");

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  private final String service = Program.newService();
  private Path named;
  private String database;

  @Before
  public void makeFiles() throws Exception {
    named = folder.newFolder().toPath();
    NamedFiles.make(named, NAMES);
    database = folder.getRoot().toPath().resolve("config.db").toString();
  }

  private void importNamed() {
    Program.Result result = Program.run("config", "import", named.toString(), "--db", database);
    assertEquals(result.errors().toString(), 0, result.status());
  }

  private String serve() {
    programs.startService(service, "serve", "--service", service, "--db", database);
    return service;
  }

  @Test
  public void onATerminalAListingIsThatOfLs() {
    importNamed();
    String byLs =
        PseudoTerminal.shown(List.of("env", "LC_ALL=C.UTF-8", "ls", "-1", named.toString()));
    assertEquals(byLs, PseudoTerminal.shown("config", "ls", "--db", database));
    assertEquals(byLs, PseudoTerminal.shown("config", "ls", "--service", serve()));
    assertThat("they were there", byLs, containsString("\n'a'$'\\n''fake.cfg'\n"));
  }

  @Test
  public void aPipeGetsTheBytesOfNames() {
    importNamed();
    Program.Result listing = Program.run("config", "ls", "--db", database);
    String expected = String.join("\n", NAMES) + "\n";
    assertEquals(expected, new String(listing.output(), ISO_8859_1));
  }

  @Test
  public void aPreviewOfAnImportIsQuotedToo() {
    String shown =
        PseudoTerminal.shown("config", "import", "--dry-run", named.toString(), "--db", database);
    assertThat(shown, containsString("create 'a'$'\\n''fake.cfg'\n"));
    assertThat(shown, containsString("create ''$'\\033''[31mred.cfg'\n"));
  }

  @Test
  public void errorsNameNothingThatIsNotPrintable() {
    for (String[] command :
        new String[][] {
          {"config", "cat", "x" + ESCAPE + "[31m\nroot: all is well", "--db", database},
          {"config", "ls", "--db", "/no" + ESCAPE + "]0;owned\u0007\nsuch"},
          {"call", "GET" + ESCAPE + "[31m\nOK", "--service", service}
        }) {
      String shown = PseudoTerminal.shown(command);
      assertThat(Arrays.toString(command), shown, not(containsString(ESCAPE)));
      assertEquals(shown, 1, shown.lines().count());
    }
  }

  @Test
  public void namesOfModulesAreQuotedAndCannotHoldControlCharacters() throws Exception {
    serve();
    Path jar = folder.getRoot().toPath().resolve("module.jar");
    TestJar.of("Answers", "1 $(reboot)").write(jar);
    assertEquals(
        "answers '1 $(reboot)' serves\n",
        PseudoTerminal.shown("modules", "swap", jar.toString(), "--service", service));
    String list = PseudoTerminal.shown("modules", "list", "--service", service);
    assertThat(list, containsString("'1 $(reboot)'"));
    assertThat(
        PseudoTerminal.shown("top", "--once", "--service", service),
        containsString("'1 $(reboot)'"));
    for (String member : List.of("name", "version")) {
      TestJar.of("Answers", "1").describe(member, "a" + ESCAPE + "[31m").write(jar);
      Program.Result refused =
          InProcess.run("modules", "swap", jar.toString(), "--service", service);
      assertNotEquals(0, refused.status());
      assertThat(
          refused.errors().toString(),
          containsString(member + " has a character that is not printable"));
    }
  }
}

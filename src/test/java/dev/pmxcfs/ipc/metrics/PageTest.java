package dev.pmxcfs.ipc.metrics;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.harness.Chromium;
import dev.pmxcfs.ipc.harness.HttpPort;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.ServedDirectory;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Requirement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The page at the address of the metrics, in a real browser. */
@Needs(Requirement.CHROMIUM)
public class PageTest {

  private static final int GET_FS_VERSION = 1;
  private static final String ROWS = "document.querySelectorAll('#operation-table tbody tr')";
  private static final String FOCUS = "document.activeElement.id";

  /** The least of the guidelines for what everybody can read (WCAG 2.1, 1.4.3). */
  private static final double LEAST_CONTRAST = 4.5;

  @ClassRule public static final TemporaryFolder FOLDER = new TemporaryFolder();

  private static final HttpPort HTTP = new HttpPort();
  private static final String ADDRESS = "http://127.0.0.1:" + HTTP.number() + "/";

  private static ServedDirectory directory;
  private static Program server;
  private static Chromium chromium;

  @BeforeClass
  public static void start() throws IOException {
    directory = new ServedDirectory(FOLDER.newFolder("served").toPath());
    server = serve();
    chromium = Chromium.start(FOLDER.newFolder("chromium").toPath());
  }

  private static Program serve() {
    String[] command = directory.serve("--node", "pve1", "--metrics", HTTP.number());
    return Program.startService(directory.service(), command);
  }

  @AfterClass
  public static void end() {
    chromium.close();
    server.close();
  }

  @Before
  public void open() {
    chromium.resize(1200, 900);
    chromium.prefer("light");
    chromium.open(ADDRESS, ROWS + ".length === 13");
  }

  @After
  public void nothingWasWrongAndNobodyElseWasAsked() {
    assertEquals(List.of(), chromium.complaints());
    for (String url : chromium.requests()) {
      assertTrue(url, url.startsWith(ADDRESS) || url.equals("about:blank"));
    }
  }

  private static void awaitText(String id, String text) {
    chromium.await("document.getElementById('" + id + "').textContent.includes('" + text + "')");
  }

  @Test
  public void itShowsWhatTheServerDoesAndHowItIs() {
    assertEquals("@" + directory.service(), chromium.text("#service"));
    assertThat(chromium.text("#about"), containsString("on pve1, up for "));
    assertEquals("All is well", chromium.text("#verdict"));
    assertThat(chromium.text("#checks"), containsString("shared-memory"));
    assertThat(chromium.text("#cluster"), containsString("This node is in no cluster."));
    assertThat(chromium.text("#module-list"), containsString("operations-log"));
    try (var client = LibqbClient.connect(directory.service())) {
      awaitText("connections", "1");
      client.call(GET_FS_VERSION, new byte[0]);
      // by the busiest first, with a rate and with latencies
      chromium.await(ROWS + "[0].textContent.startsWith('GET_FS_VERSION')");
      chromium.await(ROWS + "[0].cells[2].textContent !== '0'");
      chromium.await(ROWS + "[0].cells[5].textContent.endsWith('s')");
      awaitText("p50", "half within ");
    }
  }

  @Test
  public void itShowsSwaps() {
    Path jar = ServedDirectory.programsModules().get(0);
    assertEquals(0, directory.command("swap", jar.toString()).status());
    awaitText("changes-title", "since the start");
    awaitText("changes", "operations-cluster: ");
    awaitText("changes", " ago");
  }

  @Test
  public void itSaysWhatIsWrongAndWhenThereIsNoAnswer() throws IOException {
    Path database = directory.database();
    Path elsewhere = database.resolveSibling("elsewhere");
    Files.move(database, elsewhere);
    awaitText("verdict", "1 check fails");
    assertThat(chromium.text("#faults"), containsString("config/source"));
    Files.move(elsewhere, database);
    awaitText("verdict", "All is well");
    server.pause();
    awaitText("verdict", "no answer for ");
    server.resume();
    awaitText("verdict", "All is well");
  }

  @Test
  public void keysFilterOrderPauseAndGoPlaces() {
    chromium.press("/");
    assertEquals("filter", chromium.value(FOCUS));
    for (String key : "rrd".split("")) {
      chromium.press(key);
    }
    chromium.await(ROWS + ".length === 1");
    assertThat(chromium.text("#operation-table tbody"), containsString("GET_RRD_DUMP"));
    chromium.press("Escape");
    chromium.await(ROWS + ".length === 13");
    String sorted = "document.querySelector('[aria-sort]').textContent";
    assertEquals("Requests/s", chromium.value(sorted));
    chromium.press("s");
    assertEquals("Errors/s", chromium.value(sorted));
    for (int section = 2; section <= 7; section++) {
      chromium.press(Integer.toString(section));
      assertTrue(!chromium.value(FOCUS).equals("operations"));
    }
    assertEquals("configuration", chromium.value(FOCUS));
    chromium.press("1");
    assertEquals("operations", chromium.value(FOCUS));
    chromium.press("p");
    awaitText("age", "paused");
    chromium.press("p");
    awaitText("age", "live");
    chromium.press("?");
    chromium.await("document.getElementById('help').open");
    chromium.press("Escape");
    chromium.await("!document.getElementById('help').open");
  }

  @Test
  public void tabGoesThroughThePageInItsOrder() {
    List<String> visited = new ArrayList<>();
    Set<Object> places = new LinkedHashSet<>();
    for (int i = 0; i < 30; i++) {
      chromium.press("Tab");
      Object at =
          chromium.value(
              "document.activeElement.id || document.activeElement.textContent.trim().slice(0, 20)");
      if (!places.add(at)) {
        break;
      }
      visited.add(at.toString());
    }
    assertEquals("Skip to the operatio", visited.get(0));
    assertEquals(List.of("pause", "help-button", "filter"), visited.subList(1, 4));
    assertThat(visited.toString(), containsString("Operation, Requests/s, Errors/s, P50"));
    assertThat(visited.toString(), containsString("metrics, health, ready, overview.json"));
  }

  @Test
  public void aKeyboardAloneOrdersByAColumn() {
    chromium.value("document.querySelector('thead button').focus()");
    chromium.press("Enter");
    assertEquals("ascending", chromium.value("document.querySelector('[aria-sort]').ariaSort"));
    assertEquals("any other", chromium.value(ROWS + "[12].cells[0].textContent"));
  }

  @Test
  public void itCanBeReadInLightAndDarkColours() {
    Set<Object> grounds = new LinkedHashSet<>();
    for (String scheme : List.of("light", "dark")) {
      chromium.prefer(scheme);
      grounds.add(chromium.value("getComputedStyle(document.body).backgroundColor"));
      double least = ((Number) chromium.value(Contrast.LEAST)).doubleValue();
      assertTrue(scheme + ": " + least, least >= LEAST_CONTRAST);
    }
    assertEquals(grounds.toString(), 2, grounds.size());
  }

  @Test
  public void aNarrowWindowHasToBeScrolledInOneDirectionOnly() {
    for (int width : new int[] {320, 400, 700, 1000, 2000}) {
      chromium.resize(width, 900);
      chromium.await("document.documentElement.scrollWidth <= " + width);
    }
  }

  /** The same that keeps a page from running what somebody else has put into it. */
  @Test
  public void nothingThatStandsInTheHtmlIsRun() {
    chromium.value(
        "{ const s = document.createElement('script'); s.textContent = 'window.ran = true';"
            + " document.body.append(s);"
            + " const b = document.createElement('button'); b.setAttribute('onclick', 'ran = 1');"
            + " document.body.append(b); b.click(); }");
    assertEquals("undefined", chromium.value("typeof window.ran"));
    List<String> refused = chromium.forgetComplaints();
    assertEquals(refused.toString(), 2, refused.size());
    assertThat(refused.get(0), containsString("Content Security Policy"));
  }
}

package dev.pmxcfs.ipc.cli.config;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.harness.ConfigCommands;
import dev.pmxcfs.ipc.harness.Programs;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

/** What {@code ls}, {@code stat} and {@code cat} tell, of a running server and of a database. */
@RunWith(Parameterized.class)
public class ListingTest {

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  private final boolean isServed;
  private ConfigCommands config;

  public ListingTest(boolean isServed) {
    this.isServed = isServed;
  }

  @Parameters(name = "served: {0}")
  public static List<Boolean> places() {
    return List.of(true, false);
  }

  @Before
  public void fill() throws IOException {
    config = ConfigCommands.on(isServed, programs, folder.getRoot().toPath());
    config.done("mkdir", "-p", "nodes/b/lxc");
    config.put("storage.cfg", "dir: local\n");
    config.put("nodes/b/lxc/101.conf", "");
    config.done("mkdir", "nodes/a");
  }

  @Test
  public void directoriesAreListedRecursivelyInOrder() {
    assertEquals(
        "nodes/\nnodes/a/\nnodes/b/\nnodes/b/lxc/\nnodes/b/lxc/101.conf\nstorage.cfg\n",
        config.done("ls", "-R"));
    assertEquals("a/\nb/\nb/lxc/\nb/lxc/101.conf\n", config.done("ls", "-R", "/nodes/"));
    assertEquals("", config.done("ls", "-R", "nodes/a"));
    config.fails("/none: does not exist (ENOENT)", "ls", "-R", "none");
    config.fails("/storage.cfg: is not a directory (ENOTDIR)", "ls", "-l", "storage.cfg");
  }

  @Test
  public void aLongListHasAColumnForEachAttribute() {
    List<String> lines = config.done("ls", "-l").lines().toList();
    assertEquals(3, lines.size());
    assertTrue(
        lines.toString(), lines.get(0).matches("TYPE +SIZE +VERSION +WRITER +MODIFIED +NAME"));
    assertTrue(
        lines.toString(),
        lines
            .get(2)
            .matches("file +11 +\\d+ +0 +\\d{4}(-\\d\\d){2} (\\d\\d:){2}\\d\\d  storage.cfg"));
    assertEquals(lines.get(0).indexOf("NAME"), lines.get(1).indexOf("nodes/"));
    assertThat(config.done("ls", "-lR"), containsString("  nodes/b/lxc/101.conf\n"));
  }

  @Test
  public void asJsonAllIsThere() {
    var all = new JsonArray(config.done("ls", "-R", "--json"));
    assertEquals(6, all.size());
    JsonObject last = all.getJsonObject(5);
    assertEquals("storage.cfg", last.getString("path"));
    assertEquals("file", last.getString("type"));
    assertEquals(11, last.getInteger("size").intValue());
    assertEquals("directory", all.getJsonObject(0).getString("type"));
    assertEquals(last, new JsonObject(config.done("stat", "--json", "storage.cfg")));
    Instant.parse(last.getString("mtime"));
  }

  @Test
  public void theVersionGrowsWithEachChangeOfTheFile() {
    long before = version("storage.cfg");
    config.put("other", "x");
    assertEquals("of another file", before, version("storage.cfg"));
    config.put("storage.cfg", "dir: other\n");
    assertTrue(version("storage.cfg") > before);
    assertEquals("the root's is the tree's", version("storage.cfg"), version("/"));
    assertEquals(
        Long.toString(version("storage.cfg")),
        config.run("cat", "--show-version", "storage.cfg").errors().get(0));
    assertEquals("dir: other\n", config.run("cat", "--show-version", "storage.cfg").text());
  }

  private long version(String path) {
    return new JsonObject(config.done("stat", "--json", path)).getLong("version");
  }

  @Test
  public void statTellsPeople() {
    String text = config.done("stat", "//nodes/b/lxc/101.conf");
    assertThat(text, containsString("path:      /nodes/b/lxc/101.conf\n"));
    assertThat(text, containsString("size:      0 bytes\n"));
    assertThat(
        config.done("stat"), containsString("path:      /\ntype:      directory\nversion: "));
    config.fails("/none: does not exist (ENOENT)", "stat", "none");
    config.fails("/.version: ", "stat", ".version");
  }
}

package dev.pmxcfs.state.tree;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.api.ByteString;
import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

/** Paths (operations, sections 4.6 and 5.1; items 68 to 77). */
public class ConfigPathTest {

  @Test
  public void item68_emptyNamesDoNotCount() {
    assertNames("storage.cfg", "storage.cfg");
    assertNames("/storage.cfg", "storage.cfg");
    assertNames("//storage.cfg", "storage.cfg");
    assertNames("storage.cfg/", "storage.cfg");
    assertNames("//priv//shadow.cfg//", "priv", "shadow.cfg");
  }

  @Test
  public void item69_dotIsANameLikeAnyOther() {
    assertNames("./storage.cfg", ".", "storage.cfg");
    assertNames("..", "..");
    assertNames("./", ".");
  }

  @Test
  public void item71_emptyDotAndSlashAreTheRoot() {
    assertNames("");
    assertNames(".");
    assertNames("/");
    assertNames("///");
  }

  @Test
  public void item74_privatePaths() {
    for (String path :
        List.of(
            "priv/shadow.cfg",
            "/priv/shadow.cfg",
            "//priv//shadow.cfg",
            "priv",
            "priv/",
            "priv/nonexistent",
            "nodes/testnode/priv/key",
            "nodes/testnode/priv",
            "nodes/nonexistent/priv/x")) {
      assertTrue(path, path(path).isPrivate());
    }
  }

  @Test
  public void item75_pathsThatOnlyLookPrivate() {
    for (String path :
        List.of(
            "privx",
            "nodes/testnode/privy/f",
            "nodes/priv",
            "nodes/testnode",
            "nodes",
            "nodes/a/b/priv",
            "other/testnode/priv",
            "PRIV/shadow.cfg",
            "")) {
      assertFalse(path, path(path).isPrivate());
    }
  }

  /** The C server lets these through (defect D1). */
  @Test
  public void item76_doubledSlashesHideNothing() {
    for (String path :
        List.of(
            "nodes//testnode/priv/key",
            "/nodes//testnode/priv/key",
            "nodes/testnode//priv/key",
            "//nodes///testnode////priv")) {
      assertTrue(path, path(path).isPrivate());
    }
  }

  @Test
  public void item77_missingPathsAreNotPrivate() {
    assertFalse(path("nonexistent").isPrivate());
  }

  @Test
  public void directoryAndName() {
    assertDirectoryAndName("", "", "");
    assertDirectoryAndName("/", "", "");
    assertDirectoryAndName(".", "", "");
    assertDirectoryAndName("a", "", "a");
    assertDirectoryAndName("//a//b//", "a", "b");
    assertDirectoryAndName("a/b/..", "a/b", "..");
    assertDirectoryAndName("./a", ".", "a");
  }

  /** A leading dot is the root only where it is the whole path. */
  private static void assertDirectoryAndName(String path, String directory, String name) {
    assertEquals(path, directory, path(path).directory().canonical().toString());
    assertEquals(path, name, path(path).name().toString());
  }

  @Test
  public void canonicalFormHasOneSlashBetweenNames() {
    assertEquals("priv/shadow.cfg", path("//priv//shadow.cfg//").canonical().toString());
    assertEquals("", path("//").canonical().toString());
    assertEquals("/priv/shadow.cfg", path("priv//shadow.cfg").toString());
  }

  @Test
  public void childIsANameInTheDirectory() {
    assertEquals("a", child("", ByteString.of("a")));
    assertEquals("a/b/c", child("//a//b/", ByteString.of("c")));
    assertEquals("any encoding", "a/\u00ff", child("a", ByteString.ofLatin1("\u00ff")));
    assertEquals("never the root", ".", child("", ByteString.of(".")));
  }

  private static String child(String path, ByteString name) {
    return ConfigPath.of(path).child(name).canonical().toLatin1();
  }

  private static ConfigPath path(String path) {
    return new ConfigPath(path.getBytes(UTF_8));
  }

  private static void assertNames(String path, String... names) {
    List<String> found = new ArrayList<>();
    path(path).forEach(name -> found.add(name.toString()));
    assertEquals(path, List.of(names), found);
  }
}

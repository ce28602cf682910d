package dev.pmxcfs.state.directory;

import static org.junit.Assert.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.Test;

/** Which names of a directory are not files of the cluster's. */
public class OfferedNamesTest {

  private static void assertReason(String reason, List<String> names) {
    for (String name : names) {
      assertEquals(
          name, Optional.ofNullable(reason), OfferedNames.reasonAgainst("d/" + name, name));
    }
  }

  @Test
  public void whatBelongsToVersionControl() {
    assertReason("belongs to version control", List.of(".git", ".gitignore", ".hg", ".svn"));
    assertReason(null, List.of("git", ".github", ".git2", "x.git"));
  }

  @Test
  public void whatEditorsPutBesideAFile() {
    assertReason(
        "is an editor's swap or backup file",
        List.of("~", "f~", ".#f", "#f#", "##", ".f.swp", ".f.swo", ".f.swpx", ".f.kate-swp"));
    assertReason("is an editor's swap or backup file", List.of(".goutputstream-X", "a\nb~"));
    assertReason(null, List.of("f", "~f", "#f", "f#", "f.swp", ".f.sw1", ".swap", ".f.swpxx"));
  }

  @Test
  public void whatTheServerMakesUpInTheRootAlone() {
    assertEquals(
        Optional.of("is made up by the server"),
        OfferedNames.reasonAgainst(".version", ".version"));
    assertReason(null, List.of(".version"));
  }
}

package dev.pmxcfs.state.database;

import static org.junit.Assert.assertEquals;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.tree.Attributes;
import dev.pmxcfs.state.tree.ConfigTree;
import java.util.Optional;
import org.junit.Test;

/** Where two trees differ, so that a refusal can say what another program has changed. */
public class TreeComparisonTest {

  private static final int DIRECTORY = TreeRow.DIRECTORY;
  private static final int FILE = TreeRow.REGULAR_FILE;

  private static TreeRow row(long inode, long parent, int type, String name, String data) {
    var attributes = new Attributes(inode, parent, inode, 0, 1, ByteString.of(name));
    return new TreeRow(attributes, type, data.getBytes());
  }

  private static ConfigTree tree(long version, TreeRow... rows) {
    var loader = new TreeLoader();
    loader.add(
        new TreeRow(new Attributes(0, 0, version, 0, 1, TreeRow.VERSION_NAME), FILE, new byte[0]));
    for (TreeRow row : rows) {
      loader.add(row);
    }
    return loader.build();
  }

  private static void assertDifference(String path, ConfigTree one, ConfigTree other) {
    assertEquals(Optional.ofNullable(path), TreeComparison.difference(one, other));
    assertEquals(Optional.ofNullable(path), TreeComparison.difference(other, one));
  }

  private static final TreeRow D = row(1, 0, DIRECTORY, "d", "");
  private static final TreeRow F = row(2, 1, FILE, "f", "x");

  @Test
  public void equalTreesDoNotDiffer() {
    assertDifference(null, tree(9, D, F), tree(9, D, F));
  }

  @Test
  public void whatIsInOneOfThemAlone() {
    assertDifference("/d", tree(9, D), tree(9));
    assertDifference("/d/f", tree(9, D, F), tree(9, D));
  }

  @Test
  public void contentsAttributesAndKinds() {
    ConfigTree tree = tree(9, D, F);
    assertDifference("/d/f", tree, tree(9, D, row(2, 1, FILE, "f", "y")));
    assertDifference("/d/f", tree, tree(9, D, row(3, 1, FILE, "f", "x")));
    assertDifference("/d/f", tree, tree(9, D, row(2, 1, DIRECTORY, "f", "")));
  }

  @Test
  public void theGlobalVersionIsNamedWhereNothingElseDiffers() {
    assertDifference("the global version", tree(8, D, F), tree(9, D, F));
    assertDifference("/d/f", tree(8, D, F), tree(9, D, row(2, 1, FILE, "f", "y")));
  }
}

package dev.pmxcfs.state.tokens;

import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.tree.Attributes;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.Directory;
import dev.pmxcfs.state.tree.RegularFile;
import java.nio.charset.StandardCharsets;
import org.junit.Test;

/** Which tokens the file in a tree holds (operations, section 4.12). */
public class TokenFileTest {

  private static final ConfigTree EMPTY = ConfigTree.empty(1, 0);

  private final TokenFile tokens = new TokenFile();

  /** A tree that has the file, with these contents. */
  private static ConfigTree tree(String file) {
    Directory priv = Directory.empty(attributes(2, 1, "priv"));
    byte[] data = file.getBytes(StandardCharsets.UTF_8);
    return EMPTY
        .with(ConfigPath.of(""), priv)
        .with(ConfigPath.of("priv"), new RegularFile(attributes(3, 2, "token.cfg"), data));
  }

  private static Attributes attributes(long inode, long parent, String name) {
    return new Attributes(inode, parent, inode, 0, 0, ByteString.of(name));
  }

  private boolean contains(ConfigTree tree, String token) {
    return tokens.contains(tree, token.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  public void withoutTheFileThereIsNone() {
    assertFalse(contains(EMPTY, "a b"));
    assertFalse(contains(tree(""), "a b"));
    assertFalse("no line, no empty token", contains(tree(""), ""));
  }

  @Test
  public void aTokenIsAWholeLine() {
    ConfigTree tree = tree("a b\nword\nlast c");
    assertTrue(contains(tree, "a b"));
    assertTrue(contains(tree, "word"));
    assertTrue("without a line feed", contains(tree, "last c"));
    for (String other : new String[] {"a", "a ", "a bc", "a B", "b", "A b", "last", "last ", ""}) {
      assertFalse(other, contains(tree, other));
    }
  }

  @Test
  public void eachLineOfAnIdCounts() {
    ConfigTree tree = tree("a b\nc d\na e f\n");
    assertTrue(contains(tree, "a b"));
    assertTrue(contains(tree, "a e f"));
    assertTrue(contains(tree, "c d"));
    assertFalse(contains(tree, "a d"));
  }

  @Test
  public void anotherTreeIsAskedAboutItsOwnFile() {
    ConfigTree first = tree("a b\n");
    assertTrue(contains(first, "a b"));
    ConfigTree other = first.with(ConfigPath.of(""), Directory.empty(attributes(9, 1, "d")));
    assertTrue("with the same file", contains(other, "a b"));
    ConfigTree second = tree("a c\n");
    assertFalse(contains(second, "a b"));
    assertTrue(contains(second, "a c"));
    assertFalse(contains(EMPTY, "a c"));
    assertTrue(contains(first, "a b"));
  }
}

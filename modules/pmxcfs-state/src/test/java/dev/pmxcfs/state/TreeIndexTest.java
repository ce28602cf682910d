package dev.pmxcfs.state;

import static org.junit.Assert.assertEquals;

import dev.pmxcfs.state.tree.Attributes;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.RegularFile;
import dev.pmxcfs.state.tree.TreeEntry;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;

/**
 * The index by which the nodes of a cluster find whether they have the same tree (operations,
 * sections 6 and 9): it covers every attribute of every entry, so that the C server's test of it
 * tells whether this tree is the C server's. All integers are little-endian.
 *
 * <pre>
 *   u64 version | u64 last inode | u32 writer | u32 mtime | u32 count | u32 bytes
 *   u64 inode   | SHA-256 of: u64 version, u32 writer, u32 mtime, u32 size, u8 type, u64 parent,
 *   ...         |             name, data
 * </pre>
 */
public class TreeIndexTest {

  private static final int HEADER_SIZE = 32;
  private static final int ENTRY_SIZE = 40;
  private static final int ATTRIBUTES_SIZE = 29;
  private static final byte DIRECTORY = 4;
  private static final byte REGULAR_FILE = 8;

  private static final int FILES = 100;
  private static final int FILE_SIZE = 32_768;
  private static final int MTIME = 1234;

  @Rule public OpenedState opened = new OpenedState();

  @Test
  public void item137_indexOfAHundredFiles() throws Exception {
    opened.clock().set(MTIME);
    for (int i = 0; i < FILES; i++) {
      opened.create("testfile" + i);
      opened.writer().write(OpenedState.bytes("testfile" + i), 0, new byte[FILE_SIZE], false);
    }
    assertIndex(opened.state().tree());
    opened.reopen();
    assertIndex(opened.state().tree());
  }

  private static void assertIndex(ConfigTree tree) throws Exception {
    byte[] index = index(tree);
    ByteBuffer header = ByteBuffer.wrap(index).order(ByteOrder.LITTLE_ENDIAN);
    assertEquals(201, header.getLong());
    assertEquals(200, header.getLong());
    assertEquals(0, header.getInt());
    assertEquals(MTIME, header.getInt());
    assertEquals(FILES + 1, header.getInt());
    assertEquals(
        "913fd95015af9d93f10dd51ba2a7bb11351bcfe040be21e95fcba834adc3ec10",
        HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(index)));
  }

  private static byte[] index(ConfigTree tree) throws Exception {
    List<TreeEntry> entries = new ArrayList<>(tree.root().children());
    entries.add(tree.root());
    entries.sort(Comparator.comparingLong(entry -> entry.attributes().inode()));
    Attributes root = tree.root().attributes();
    int size = HEADER_SIZE + ENTRY_SIZE * entries.size();
    ByteBuffer index = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    index.putLong(root.version());
    index.putLong(entries.get(entries.size() - 1).attributes().inode());
    index.putInt(root.writer()).putInt(root.mtime()).putInt(entries.size()).putInt(size);
    for (TreeEntry entry : entries) {
      index.putLong(entry.attributes().inode()).put(digest(entry));
    }
    return index.array();
  }

  private static byte[] digest(TreeEntry entry) throws Exception {
    Attributes attributes = entry.attributes();
    byte[] data = entry instanceof RegularFile file ? file.data() : new byte[0];
    ByteBuffer numbers = ByteBuffer.allocate(ATTRIBUTES_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    numbers.putLong(attributes.version()).putInt(attributes.writer()).putInt(attributes.mtime());
    numbers.putInt(data.length);
    numbers.put(entry instanceof RegularFile ? REGULAR_FILE : DIRECTORY);
    numbers.putLong(attributes.parent());
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    digest.update(numbers.array());
    digest.update(attributes.name().toArray());
    return digest.digest(data);
  }
}

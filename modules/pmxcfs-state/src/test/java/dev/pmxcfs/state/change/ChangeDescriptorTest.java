package dev.pmxcfs.state.change;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.Digest;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.Test;

/** Changes as the nodes of a cluster tell them each other (cluster, section 3.6). */
public class ChangeDescriptorTest {

  private static final Digest LOCK = Digest.ofBytes(new byte[0]);
  private static final byte[] DATA = "cores: 1\n".getBytes(UTF_8);

  private static final List<PrimitiveChange> CHANGES =
      List.of(
          new WriteFile(path("d/f"), 4_294_967_295L, DATA, true),
          new WriteFile(path("d/f"), 7, new byte[0], false),
          new MakeDirectory(path("/d//e/")),
          new DeleteEntry(path("d")),
          new RenameEntry(path("d/f"), path("g")),
          new CreateFile(path("f")),
          new SetMtime(path("f"), -1),
          new RequestUnlock(path("priv/lock/a"), LOCK),
          new Unlock(path("priv/lock/a"), LOCK));

  private static ConfigPath path(String path) {
    return ConfigPath.of(path);
  }

  private static PrimitiveChange decode(ChangeKind kind, String hex) throws TreeException {
    return ChangeDescriptor.decode(kind, HexFormat.of().parseHex(hex));
  }

  /** The second frame of the example in cluster, section 3.6, from its 24th byte on. */
  // cluster, item 205
  @Test
  public void writeOfARecording() throws Exception {
    String recorded =
        "09000000"
            + "00000000"
            + "21000000"
            + "00000000"
            + "00000000"
            + "6e6f6465732f6e6f6465312f71656d752d7365727665722f3130302e636f6e6600"
            + "636f7265733a20310a";
    var write = new WriteFile(path("nodes/node1/qemu-server/100.conf"), 0, DATA, false);
    assertEquals(recorded, HexFormat.of().formatHex(ChangeDescriptor.encode(write)));
    WriteFile decoded = (WriteFile) decode(ChangeKind.WRITE, recorded);
    assertEquals(write.path().text(), decoded.path().text());
    assertArrayEquals(DATA, decoded.data());
  }

  @Test
  public void everyKindIsReadAsItIsWritten() throws Exception {
    for (PrimitiveChange change : CHANGES) {
      byte[] encoded = ChangeDescriptor.encode(change);
      PrimitiveChange decoded = ChangeDescriptor.decode(ChangeKind.of(change), encoded);
      assertEquals(change.getClass(), decoded.getClass());
      assertEquals(change.path().text(), decoded.path().text());
      assertEquals(change.result(), decoded.result());
      assertArrayEquals(encoded, ChangeDescriptor.encode(decoded));
    }
  }

  @Test
  public void kindsHaveTheNumbersOfTheCServer() {
    assertEquals(
        List.of(1, 1, 2, 3, 4, 5, 6, 7, 8),
        CHANGES.stream().map(change -> ChangeKind.of(change).number()).toList());
    for (ChangeKind kind : ChangeKind.values()) {
      assertEquals(kind, ChangeKind.of(kind.number()).orElseThrow());
    }
    for (int number : new int[] {-1, 0, 9, 256}) {
      assertTrue(ChangeKind.of(number).isEmpty());
    }
  }

  @Test
  public void whatStandsBehindANulDoesNotCount() throws Exception {
    PrimitiveChange change =
        decode(
            ChangeKind.MKDIR,
            "00000000" + "00000000" + "04000000" + "00000000" + "00000000" + "61006200");
    assertEquals("a", change.path().text().toString());
  }

  /** A node of the C server dies of a rename that goes nowhere. */
  @Test
  public void changeWithoutItsPathsIsEinval() {
    String none = "00000000" + "00000000" + "00000000" + "00000000" + "00000000";
    String one = "00000000" + "00000000" + "02000000" + "00000000" + "00000000" + "6100";
    for (ChangeKind kind :
        new ChangeKind[] {
          ChangeKind.WRITE, ChangeKind.MKDIR, ChangeKind.CREATE, ChangeKind.MTIME
        }) {
      assertEinval(kind, none);
    }
    assertEinval(ChangeKind.RENAME, none);
    assertEinval(ChangeKind.RENAME, one);
  }

  private static void assertEinval(ChangeKind kind, String hex) {
    TreeException refused = assertThrows(TreeException.class, () -> decode(kind, hex));
    assertEquals(Errno.EINVAL, refused.errno());
  }

  /** {@code g_path_get_dirname} of {@code ./a} is the dot, which is the root. */
  @Test
  public void dotAsTheDirectoryOfWhatIsMadeIsTheRoot() throws Exception {
    assertEquals("a", changed(ChangeKind.MKDIR, "./a"));
    assertEquals("a", changed(ChangeKind.CREATE, ".//a/"));
    assertEquals("./a", changed(ChangeKind.DELETE, "./a"));
    assertEquals("./a/b", changed(ChangeKind.MKDIR, "./a/b"));
    assertEquals("/./a", changed(ChangeKind.MKDIR, "/./a"));
  }

  private static String changed(ChangeKind kind, String path) throws TreeException {
    byte[] encoded = ChangeDescriptor.encode(new MakeDirectory(path(path)));
    return ChangeDescriptor.decode(kind, encoded).path().text().toString();
  }

  /** What a client means is done or refused, not something else. */
  @Test
  public void pathOfAClientIsTakenAsItIs() throws Exception {
    byte[] dot = ChangeDescriptor.encode(new MakeDirectory(path("./a")));
    PrimitiveChange change = ChangeDescriptor.decodeOfClient(ChangeKind.MKDIR, dot);
    assertEquals("./a", change.path().text().toString());
    byte[] nul = ChangeDescriptor.encode(new RenameEntry(path("a"), path("b\0c")));
    TreeException refused =
        assertThrows(
            TreeException.class, () -> ChangeDescriptor.decodeOfClient(ChangeKind.RENAME, nul));
    assertEquals("/b?c: contains a NUL (EINVAL)", refused.getMessage());
  }

  /** Whatever another node sends: a change, a refusal, or a fault that says what is wrong. */
  @Test
  public void damagedChangesAreRefused() throws Exception {
    Random random = new Random(1);
    for (PrimitiveChange change : CHANGES) {
      ChangeKind kind = ChangeKind.of(change);
      byte[] whole = ChangeDescriptor.encode(change);
      for (int length = 0; length < whole.length; length++) {
        byte[] cut = Arrays.copyOf(whole, length);
        assertThrows(IllegalArgumentException.class, () -> ChangeDescriptor.decode(kind, cut));
      }
      for (int i = 0; i < 10_000; i++) {
        byte[] damaged = whole.clone();
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
        try {
          ChangeDescriptor.decode(kind, damaged);
        } catch (IllegalArgumentException e) {
          assertTrue(e.getMessage(), e.getMessage().startsWith("a change "));
        } catch (TreeException e) {
          assertEquals(Errno.EINVAL, e.errno());
        }
      }
    }
  }
}

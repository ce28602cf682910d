package dev.pmxcfs.ipc.admin;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.change.ImportedEntry;
import dev.pmxcfs.state.change.ImportedEntry.ImportedDirectory;
import dev.pmxcfs.state.change.ImportedEntry.ImportedFile;
import dev.pmxcfs.state.change.ImportedEntry.KeptEntry;
import dev.pmxcfs.state.change.PutFile;
import dev.pmxcfs.state.tree.Attributes;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.TreeDifference;
import dev.pmxcfs.state.tree.TreeDifference.Kind;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.junit.Test;

/** The layouts of the admin service's requests. */
public class PayloadsTest {

  @Test
  public void fieldsStandBehindTheirLengths() {
    Buffer payload = Fields.encode(bytes("ab"), bytes(""), bytes("c"));
    assertEquals(Buffer.buffer("\2\0\0\0ab\0\0\0\0\1\0\0\0c"), payload);
    List<byte[]> fields = Fields.decode(payload, 3);
    assertArrayEquals(bytes("ab"), fields.get(0));
    assertArrayEquals(bytes(""), fields.get(1));
    assertArrayEquals(bytes("c"), fields.get(2));
  }

  @Test
  public void fieldsThatCannotBeAreRefused() {
    for (String payload :
        List.of("\1", "\1\0\0", "\1\0\0\0", "\2\0\0\0a", "\0\0\0\0\1", "aaaa", "\0\0\0\uff80")) {
      Buffer buffer = Buffer.buffer(payload.getBytes(StandardCharsets.ISO_8859_1));
      assertThrows(IllegalArgumentException.class, () -> Fields.decode(buffer));
    }
    assertThrows(
        "negative",
        IllegalArgumentException.class,
        () -> Fields.decode(Buffer.buffer().appendIntLE(-1)));
    assertThrows(IllegalArgumentException.class, () -> Fields.decode(Buffer.buffer(), 1));
  }

  @Test
  public void pages() {
    PageDescriptor page = PageDescriptor.decode(new PageDescriptor(7, bytes("a/b")).encode());
    assertEquals(7, page.from());
    assertArrayEquals(bytes("a/b"), page.path());
    assertThrows(
        IllegalArgumentException.class, () -> PageDescriptor.decode(Buffer.buffer("\0\0\0")));
    assertThrows(
        IllegalArgumentException.class,
        () -> PageDescriptor.decode(Buffer.buffer().appendIntLE(-1)));
  }

  @Test
  public void entriesToBeImported() {
    Buffer payload =
        ImportDescriptor.encode(new ImportedDirectory(bytes("d")))
            .appendBuffer(ImportDescriptor.encode(new ImportedFile(bytes("d/f"), bytes("x"))))
            .appendBuffer(ImportDescriptor.encode(new KeptEntry(bytes("l"))));
    List<ImportedEntry> entries = ImportDescriptor.decode(payload);
    assertEquals(3, entries.size());
    assertEquals(ImportedDirectory.class, entries.get(0).getClass());
    assertArrayEquals(bytes("d"), entries.get(0).path());
    assertArrayEquals(bytes("d/f"), entries.get(1).path());
    assertArrayEquals(bytes("x"), ((ImportedFile) entries.get(1)).data());
    assertEquals(KeptEntry.class, entries.get(2).getClass());
    assertArrayEquals(bytes("l"), entries.get(2).path());
    Buffer cutOff = payload.copy().appendBuffer(Fields.encode(bytes("file"), bytes("e")));
    assertThrows(IllegalArgumentException.class, () -> ImportDescriptor.decode(cutOff));
    Buffer unknown = Fields.encode(bytes("link"), bytes("e"), bytes("d"));
    assertThrows(IllegalArgumentException.class, () -> ImportDescriptor.decode(unknown));
  }

  @Test
  public void filesOfAVersion() throws Exception {
    var change = new PutFile(ConfigPath.of("a/b"), bytes("text"), OptionalLong.of(-2));
    Buffer payload = ChangeRequestDescriptor.encode(change);
    PutFile decoded = (PutFile) ChangeRequestDescriptor.decode(payload);
    assertEquals("/a/b", decoded.path().toString());
    assertArrayEquals(bytes("text"), decoded.data());
    assertEquals(OptionalLong.of(-2), decoded.expected());
    for (int length : new int[] {3, 4, 11, 12, 13, payload.length() - 1}) {
      Buffer cutOff = payload.slice(0, length);
      assertThrows(IllegalArgumentException.class, () -> ChangeRequestDescriptor.decode(cutOff));
    }
  }

  @Test
  public void entriesAndWhatIsKnownOfThem() {
    for (boolean isDirectory : new boolean[] {true, false}) {
      var entry =
          new EntryStatus(
              new Attributes(-1, 2, 3, 4, -5, ByteString.of("n\u00e4me")), isDirectory, 7, -8);
      byte[] bytes = EntryStatusDescriptor.encode(entry);
      assertEquals(entry, EntryStatusDescriptor.decode(bytes));
      assertThrows(
          IllegalArgumentException.class,
          () -> EntryStatusDescriptor.decode(Arrays.copyOf(bytes, 47)));
    }
  }

  @Test
  public void whatAnImportWouldChange() {
    var differences =
        List.of(
            new TreeDifference(Kind.DELETE, ByteString.of("a/")),
            new TreeDifference(Kind.CREATE, ByteString.of("b")));
    Buffer payload = DifferenceDescriptor.encode(differences);
    assertEquals(differences, DifferenceDescriptor.decode(payload));
    Buffer cutOff = payload.copy().appendBuffer(Fields.encode(bytes("CHANGE")));
    assertThrows(IllegalArgumentException.class, () -> DifferenceDescriptor.decode(cutOff));
    Buffer unknown = Fields.encode(bytes("RENAME"), bytes("a"));
    assertThrows(IllegalArgumentException.class, () -> DifferenceDescriptor.decode(unknown));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

package dev.pmxcfs.state;

import static dev.pmxcfs.state.OpenedState.bytes;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;

import dev.pmxcfs.api.ByteString;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;

/** The pages of the database, whose size is for who makes it to choose: C pmxcfs reads any. */
public class PageSizeTest {

  private static final List<Integer> SIZES =
      List.of(512, 1024, 2048, 4096, 8192, 16_384, 32_768, 65_536);

  private static final int MANY_FILES = 100;
  private static final byte[] LARGE = bytes("l".repeat(1024 * 1024));

  @Rule public final OpenedState opened = new OpenedState();

  @Test
  public void aNewDatabaseHasSmallPages() throws Exception {
    opened.put("/a", "text");
    assertEquals(1024, pageSize());
    opened.reopen();
    assertEquals(1024, pageSize());
  }

  @Test
  public void aDatabaseKeepsThePagesThatItHas() throws Exception {
    for (int size : SIZES) {
      opened.reopenAfter("pragma journal_mode=delete; pragma page_size=%d; vacuum".formatted(size));
      change("/with-" + size);
      assertEquals(size, pageSize());
      opened.reopen();
      assertAllThere("/with-" + size);
    }
  }

  /** Rows that share pages, rows of many pages, and pages that become free. */
  private void change(String directory) throws Exception {
    opened.makeDirectory(directory);
    for (int i = 0; i < MANY_FILES; i++) {
      opened.put(directory + "/" + i, "x".repeat(i * 30));
    }
    for (int i = 0; i < MANY_FILES; i += 2) {
      opened.delete(directory + "/" + i);
    }
    opened.writer().put(bytes(directory + "/large"), LARGE);
    opened.rename(directory + "/large", directory + "/renamed");
  }

  private void assertAllThere(String directory) {
    for (int i = 1; i < MANY_FILES; i += 2) {
      assertEquals("x".repeat(i * 30), opened.config(directory + "/" + i).orElseThrow());
    }
    assertArrayEquals(
        LARGE, opened.state().config(ByteString.of(directory + "/renamed")).orElseThrow());
  }

  private int pageSize() throws Exception {
    return Integer.parseInt(opened.database().query("pragma page_size"));
  }
}

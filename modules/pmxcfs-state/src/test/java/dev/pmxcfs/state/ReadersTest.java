package dev.pmxcfs.state;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.state.change.ImportedEntry;
import dev.pmxcfs.state.change.ImportedEntry.ImportedFile;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.RegularFile;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.Rule;
import org.junit.Test;

/** Readers take no lock, and see each change whole, in order, and not before it is stored. */
public class ReadersTest {

  private static final int CHANGES = 300;
  private static final int READERS = 3;
  private static final int WRITERS = 3;

  @Rule public OpenedState opened = new OpenedState();

  /** The last import that began, and the last one that was acknowledged. */
  private final AtomicInteger begun = new AtomicInteger();

  private final AtomicInteger acknowledged = new AtomicInteger();

  @Test
  public void importsAreSeenWholeAndInOrder() throws Exception {
    importBoth(0);
    ExecutorService readers = Executors.newFixedThreadPool(READERS);
    try {
      List<Future<Integer>> reads =
          List.of(readers.submit(reader()), readers.submit(reader()), readers.submit(reader()));
      for (int i = 1; i <= CHANGES; i++) {
        begun.set(i);
        importBoth(i);
        acknowledged.set(i);
      }
      for (Future<Integer> read : reads) {
        assertTrue(read.get() > 0);
      }
    } finally {
      readers.shutdownNow();
    }
  }

  private void importBoth(int number) throws Exception {
    opened.writer().importAll(List.of(file("a", number), file("b", number)));
  }

  private static ImportedEntry file(String path, int number) {
    return new ImportedFile(
        OpenedState.bytes(path), ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
  }

  private Callable<Integer> reader() {
    return () -> {
      int reads = 0;
      int last = 0;
      while (last < CHANGES) {
        int atLeast = acknowledged.get();
        ConfigTree tree = opened.state().tree();
        int seen = number(tree, "a");
        assertEquals(seen, number(tree, "b"));
        assertTrue(seen + " after " + last, seen >= last);
        assertTrue(seen + " of " + atLeast, seen >= atLeast);
        assertTrue(seen + " before it began", seen <= begun.get());
        last = seen;
        reads++;
      }
      return reads;
    };
  }

  private static int number(ConfigTree tree, String path) {
    RegularFile file = (RegularFile) tree.find(ConfigPath.of(path)).orElseThrow();
    return ByteBuffer.wrap(file.data()).getInt();
  }

  @Test
  public void writersWaitForEachOther() throws Exception {
    ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
    try {
      List<Future<Integer>> writes =
          List.of(
              writers.submit(writer("a")),
              writers.submit(writer("b")),
              writers.submit(writer("c")));
      for (Future<Integer> write : writes) {
        assertEquals(CHANGES, (int) write.get());
      }
    } finally {
      writers.shutdownNow();
    }
    assertEquals(1 + WRITERS * (1 + CHANGES), opened.version());
    String before = TreeText.of(opened.state().tree());
    opened.reopen();
    assertEquals(before, TreeText.of(opened.state().tree()));
  }

  private Callable<Integer> writer(String path) {
    return () -> {
      opened.create(path);
      for (int i = 0; i < CHANGES; i++) {
        opened.write(path, i, path, false);
      }
      return opened.config(path).orElseThrow().length();
    };
  }
}

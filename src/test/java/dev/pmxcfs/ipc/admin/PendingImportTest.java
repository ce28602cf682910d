package dev.pmxcfs.ipc.admin;

import static dev.qbipc.AsyncAssertions.await;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.ClusterState;
import dev.pmxcfs.state.StateOptions;
import dev.pmxcfs.state.change.ImportMode;
import dev.pmxcfs.state.change.ImportedEntry.ImportedFile;
import dev.qbipc.linux.Errno;
import dev.qbipc.testing.Patience;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/** How much the admin service keeps of an import that is not committed, and for how long. */
@RunWith(VertxUnitRunner.class)
public class PendingImportTest {

  private static final int MIB = 1024 * 1024;
  private static final Buffer NOTHING = Buffer.buffer();

  @Rule
  public final Timeout timeout = new Timeout(3 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private ClusterState state;
  private PendingImport pending;

  @Before
  public void openState() throws Exception {
    String database = folder.getRoot().toPath().resolve("config.db").toString();
    state = ClusterState.open(new StateOptions().setDatabase(database));
    var budget = new ImportBudget(PendingImport.MAX_SIZE);
    pending = new PendingImport(new StoredFiles(state), budget, MIB);
  }

  @After
  public void closeState() throws Exception {
    state.close();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A request to import a file. */
  private static Buffer entry(String name, int dataSize) {
    return ImportDescriptor.encode(new ImportedFile(bytes(name), new byte[dataSize]));
  }

  /** A request to import a file, a mebibyte long. */
  private static Buffer mebibyte(String name) {
    return entry(name, MIB - entry(name, 0).length());
  }

  private void commit(TestContext test) throws RefusedException {
    await(test, pending.commit(NOTHING));
  }

  private Optional<Integer> size(String path) {
    return state.config(ByteString.of(path)).map(data -> data.length);
  }

  @Test
  public void anImportOf128MebibytesIsTheLargest() throws Exception {
    Buffer large = mebibyte("f");
    assertEquals(MIB, large.length());
    for (int i = 0; i < 128; i++) {
      assertEquals("entry " + i, NOTHING, pending.add(large));
    }
    RefusedException refused =
        assertThrows(RefusedException.class, () -> pending.add(entry("g", 0)));
    assertEquals(Errno.ENOSPC, refused.errno());
    assertEquals("the import is larger than 134217728 bytes (ENOSPC)", refused.getMessage());
  }

  @Test
  public void anImportThatWasTooLargeIsForgottenAndAnotherMayFollow(TestContext test)
      throws Exception {
    Buffer large = mebibyte("f");
    for (int i = 0; i < 128; i++) {
      pending.add(large);
    }
    assertThrows(RefusedException.class, () -> pending.add(large));
    pending.add(entry("g", 0));
    commit(test);
    assertTrue(size("f").isEmpty());
    assertEquals(Optional.of(0), size("g"));
  }

  @Test
  public void whatWasNotCommittedDoesNotCountForTheNextImport(TestContext test) throws Exception {
    Buffer large = mebibyte("f");
    for (int round = 0; round < 3; round++) {
      pending.begin(Fields.encode(bytes(ImportMode.MERGE.name())));
      for (int i = 0; i < 100; i++) {
        pending.add(large);
      }
    }
    commit(test);
    assertEquals(Optional.of(MIB - entry("f", 0).length()), size("f"));
    pending.add(entry("g", 0));
    commit(test);
    assertEquals(Optional.of(0), size("g"));
  }
}

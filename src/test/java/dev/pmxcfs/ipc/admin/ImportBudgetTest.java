package dev.pmxcfs.ipc.admin;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.state.ClusterState;
import dev.pmxcfs.state.StateOptions;
import dev.pmxcfs.state.change.ImportedEntry.ImportedFile;
import dev.qbipc.linux.Errno;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** All imports that wait to be made share one budget, whoever has begun them. */
public class ImportBudgetTest {

  private static final int PAGE = 4096;

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private ClusterState state;

  @Before
  public void openState() throws Exception {
    String database = folder.getRoot().toPath().resolve("config.db").toString();
    state = ClusterState.open(new StateOptions().setDatabase(database));
  }

  @After
  public void closeState() throws Exception {
    state.close();
  }

  @Test
  public void isOneForAll() {
    ImportBudget budget = new ImportBudget(10);
    assertTrue(budget.take(6));
    assertFalse(budget.take(5));
    assertTrue(budget.take(4));
    assertFalse(budget.take(1));
    budget.release(6);
    assertTrue(budget.take(6));
  }

  private static Buffer entries(int bytes) {
    return ImportDescriptor.encode(new ImportedFile(new byte[] {'f'}, new byte[bytes]));
  }

  private PendingImport pending(ImportBudget budget) {
    return new PendingImport(new StoredFiles(state), budget, PAGE);
  }

  private static void assertRefused(PendingImport pending) {
    var refused = assertThrows(RefusedException.class, () -> pending.add(entries(1000)));
    assertEquals(Errno.ENOSPC, refused.errno());
    assertThat(refused.getMessage(), containsString("other imports that are not finished"));
  }

  @Test
  public void importsGiveItBackWhenTheyEndOrBeginAnew() throws Exception {
    ImportBudget budget = new ImportBudget(1500);
    PendingImport one = pending(budget);
    PendingImport other = pending(budget);
    one.add(entries(1000));
    assertRefused(other);
    one.end();
    assertRefused(one);
    other.add(entries(1000));
    other.begin(Fields.encode("MERGE".getBytes(StandardCharsets.US_ASCII)));
    other.add(entries(1000));
    assertRefused(pending(budget));
    assertRefused(other);
    pending(budget).add(entries(1000));
  }
}

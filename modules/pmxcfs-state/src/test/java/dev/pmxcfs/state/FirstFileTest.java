package dev.pmxcfs.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.tree.Attributes;
import dev.pmxcfs.state.tree.ConfigPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The host's corosync.conf, with which a new database begins (cluster, section 1.4, step 1). */
public class FirstFileTest {

  private static final long NOW = 1_795_946_103;
  private static final byte[] CONF = "totem {\n config_version: 3\n}\n".getBytes(UTF_8);
  private static final ByteString NAME = ByteString.of("corosync.conf");

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private Path database;
  private Path conf;

  @Before
  public void placeFiles() {
    database = folder.getRoot().toPath().resolve("config.db");
    conf = folder.getRoot().toPath().resolve("corosync.conf");
  }

  private ClusterState open(long now) throws IOException {
    return LocalClusterState.open(
        new StateOptions()
            .setDatabase(database.toString())
            .setNodeName("node1")
            .setCorosyncConf(conf.toString()),
        new ManualClock(now));
  }

  /** Recording 20-cluster-01: the index of the first node. */
  @Test
  public void newDatabaseBeginsWithItInTwoChangesThatMoveNoCounter() throws Exception {
    Files.write(conf, CONF);
    try (ClusterState state = open(NOW)) {
      Attributes file = state.tree().find(ConfigPath.of(NAME)).orElseThrow().attributes();
      Attributes root = state.tree().root().attributes();
      assertEquals(2, file.inode());
      assertEquals(3, file.version());
      assertEquals(3, root.version());
      assertEquals(0, file.writer());
      assertEquals(0, root.writer());
      assertEquals(NOW, root.mtime());
      assertArrayEquals(CONF, state.config(NAME).orElseThrow());
      String versions = new String(state.fsVersion(), UTF_8);
      assertTrue(versions, versions.contains("\"corosync.conf\": 1,"));
    }
    Files.write(conf, "another one".getBytes(UTF_8));
    try (ClusterState state = open(NOW + 10)) {
      assertArrayEquals("only once", CONF, state.config(NAME).orElseThrow());
      assertEquals(3, state.tree().version());
    }
  }

  @Test
  public void withoutItANewDatabaseIsEmpty() throws Exception {
    try (ClusterState state = open(NOW)) {
      assertEquals(1, state.tree().version());
    }
    Files.write(conf, CONF);
    try (ClusterState state = open(NOW)) {
      assertTrue("it is no new one any more", state.config(NAME).isEmpty());
    }
  }

  /** A later start would take the database for one that is in no cluster. */
  @Test
  public void whereItCannotBeImportedThereIsNoDatabase() throws Exception {
    Files.createDirectory(conf);
    IOException refused = assertThrows(IOException.class, () -> open(NOW));
    assertTrue(refused.getMessage(), refused.getMessage().contains(conf + " is not imported"));
    Files.delete(conf);
    Files.write(conf, new byte[1024 * 1024 + 1]);
    refused = assertThrows(IOException.class, () -> open(NOW));
    assertTrue(refused.getMessage(), refused.getMessage().contains("larger than 1048576 bytes"));
    assertFalse(Files.exists(database));
    Files.write(conf, new byte[1024 * 1024]);
    open(NOW).close();
  }
}

package dev.pmxcfs.state.status;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.state.tree.ByteString;
import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

/** The key-value store (operations specification, sections 5.3 and 5.4). */
public class StatusStoreTest {

  private static final ByteString NODE = ByteString.of("testnode");
  private static final ByteString LOCAL = ByteString.of("");
  private static final ByteString KEY = ByteString.of("tasklist");
  private static final byte[] DATA = "[]\0".getBytes(UTF_8);

  private final StatusStore store = new StatusStore(NODE);

  @Test
  public void items50And51_valueIsFoundUnderTheNodesNameAndUnderNone() {
    store.set(KEY, DATA);
    assertSame(DATA, store.get(LOCAL, KEY).orElseThrow());
    assertSame(DATA, store.get(NODE, KEY).orElseThrow());
  }

  @Test
  public void items52And53_otherNodesAndKeysAreUnknown() {
    store.set(KEY, DATA);
    assertTrue(store.get(ByteString.of("node2"), KEY).isEmpty());
    assertTrue(store.get(LOCAL, ByteString.of("nokey")).isEmpty());
  }

  @Test
  public void item54_everySetCountsEvenWithTheSameData() {
    store.set(KEY, DATA);
    assertEquals(0, version());
    store.set(KEY, DATA);
    assertEquals(1, version());
    store.set(KEY, "[1]".getBytes(UTF_8));
    assertEquals(2, version());
  }

  @Test
  public void items56To58_removalForgetsTheVersion() {
    store.set(KEY, DATA);
    store.set(KEY, DATA);
    store.remove(KEY);
    assertTrue(store.get(LOCAL, KEY).isEmpty());
    store.remove(KEY);
    store.set(KEY, DATA);
    assertEquals(0, version());
  }

  @Test
  public void item64_onlyAnotherNodeIpCounts() {
    store.setNodeIp(ByteString.of("10.1.2.3"));
    assertEquals(1, store.current().clusterInfoVersion());
    store.setNodeIp(ByteString.of("10.1.2.3"));
    assertEquals(1, store.current().clusterInfoVersion());
    store.setNodeIp(ByteString.of("10.1.2.4"));
    assertEquals(2, store.current().clusterInfoVersion());
  }

  @Test
  public void item66_nodeIpIsNoKey() {
    store.setNodeIp(ByteString.of("10.1.2.3"));
    assertTrue(store.current().values().isEmpty());
    assertEquals("10.1.2.3", store.current().nodeIp().orElseThrow().toString());
  }

  @Test
  public void statusNeverChanges() {
    store.set(KEY, DATA);
    Status before = store.current();
    store.set(ByteString.of("kv/a"), DATA);
    store.remove(KEY);
    assertEquals(1, before.values().size());
    assertTrue(before.values().containsKey(KEY));
    assertFalse(store.current().values().containsKey(KEY));
  }

  @Test
  public void writersOnSeveralThreadsLoseNothing() throws Exception {
    int threads = 4;
    int sets = 500;
    List<Thread> writers = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      Thread writer =
          new Thread(
              () -> {
                for (int j = 0; j < sets; j++) {
                  store.set(KEY, DATA);
                }
              });
      writer.start();
      writers.add(writer);
    }
    for (Thread writer : writers) {
      writer.join();
    }
    assertEquals(threads * sets - 1, version());
  }

  private int version() {
    return store.current().values().get(KEY).version();
  }
}

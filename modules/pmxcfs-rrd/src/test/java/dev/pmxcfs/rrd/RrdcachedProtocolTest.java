package dev.pmxcfs.rrd;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.testing.Patience;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.parsetools.RecordParser;
import io.vertx.ext.unit.Async;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;

/** What rrdcached is sent, and what becomes of its replies (recording 15; item 110). */
@RunWith(VertxUnitRunner.class)
public class RrdcachedProtocolTest {

  private static final String DONE = "0 errors, enqueued 1 value(s).\n";
  private static final String NODE = "1795534525:1:2:3:4:5:6:7:8:9:10:11:12";

  @Rule
  public final Timeout timeout = new Timeout(3 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule public RrdNode node = new RrdNode();

  private final List<String> received = Collections.synchronizedList(new ArrayList<>());

  /**
   * Takes rrdcached's place and does as told with each command.
   *
   * @return completes when so many commands have come
   */
  private Async listen(TestContext test, int count, BiConsumer<NetSocket, String> commands) {
    Async listening = test.async();
    Async missing = test.async(count);
    node.vertx()
        .createNetServer()
        .connectHandler(
            client ->
                client.handler(
                    RecordParser.newDelimited(
                        "\n",
                        line -> {
                          received.add(line.toString());
                          commands.accept(client, line.toString());
                          missing.countDown();
                        })))
        .listen(SocketAddress.domainSocketAddress(node.socket().toString()))
        .onComplete(test.asyncAssertSuccess(server -> listening.complete()));
    listening.awaitSuccess();
    return missing;
  }

  private String update(String fileAndValues) {
    return "update " + node.files() + "/" + fileAndValues;
  }

  @Test
  public void item110_updateIsOneLine(TestContext test) throws Exception {
    Async all = listen(test, 4, (client, command) -> client.write(DONE));
    node.start(RrdNode.NO_PROGRAM);
    node.set("pve-node-9.0/testnode", "1:2:" + NODE + ":13:14:15:16:17:18:19");
    node.set("pve2-node/n2", "1:2:" + NODE);
    node.set("pve-vm-9.0/100", "1:n:r:0:" + NODE + ":13:14:15:16:17");
    node.set("pve2-storage/testnode/local", "1795534525:5:6");
    all.awaitSuccess();
    assertEquals(4, received.size());
    assertEquals(
        List.of(
            update("pve-node-9.0/testnode " + NODE + ":13:14:15:16:17:18:19"),
            update("pve-node-9.0/n2 " + NODE + ":U:U:U:U:U:U:U"),
            update("pve-vm-9.0/100 " + NODE + ":13:14:15:16:17"),
            update("pve-storage-9.0/testnode/local 1795534525:5:6")),
        received);
  }

  @Test
  public void missingFileIsCreatedAndUpdatedAgain(TestContext test) throws Exception {
    Async all =
        listen(
            test,
            3,
            (client, command) ->
                client.write(
                    received.size() == 1 ? "-1 No such file: /db/x\n" : "0 RRD created OK\n"));
    node.start(RrdNode.NO_PROGRAM);
    node.set("pve-storage-9.0/n/s", "1795534525:5:6");
    all.awaitSuccess();
    assertEquals(3, received.size());
    assertEquals(received.get(0), received.get(2));
    String file = node.files() + "/pve-storage-9.0/n/s";
    assertTrue(received.get(1), received.get(1).startsWith("create " + file + " -s 60 -b "));
    assertTrue(
        received.get(1),
        received
            .get(1)
            .endsWith(
                " -O DS:total:GAUGE:120:0:U DS:used:GAUGE:120:0:U"
                    + " RRA:AVERAGE:0.5:1:1440 RRA:AVERAGE:0.5:30:1440"
                    + " RRA:AVERAGE:0.5:360:1440 RRA:AVERAGE:0.5:10080:570"
                    + " RRA:MAX:0.5:1:1440 RRA:MAX:0.5:30:1440"
                    + " RRA:MAX:0.5:360:1440 RRA:MAX:0.5:10080:570"));
    assertTrue(node.files().resolve("pve-storage-9.0/n").toFile().isDirectory());
  }

  /** As rrdcached's does when it must not create directories. */
  @Test
  public void secondLineOfAnErrorIsNoReply(TestContext test) throws Exception {
    Async all =
        listen(
            test,
            3,
            (client, command) ->
                client.write(received.size() == 1 ? "-1 No permission\nDid you pass -R?\n" : DONE));
    node.start(RrdNode.NO_PROGRAM);
    node.set("pve-storage-9.0/n/a", "1795534525:1:1");
    node.set("pve-storage-9.0/n/b", "1795534525:2:2");
    node.set("pve-storage-9.0/n/c", "1795534525:3:3");
    all.awaitSuccess();
    assertEquals(3, received.size());
    assertEquals(update("pve-storage-9.0/n/c 1795534525:3:3"), received.get(2));
  }

  @Test
  public void updateWithoutAReplyIsSentAgainOnceWhenTheConnectionEnds(TestContext test)
      throws Exception {
    Async all =
        listen(
            test,
            3,
            (client, command) -> {
              if (command.contains("/lost ")) {
                client.close();
              } else {
                client.write(DONE);
              }
            });
    node.start(RrdNode.NO_PROGRAM);
    node.set("pve-storage-9.0/n/lost", "1795534525:1:1");
    node.set("pve-storage-9.0/n/s", "1795534525:2:2");
    all.awaitSuccess();
    assertEquals(3, received.size());
    assertEquals(received.get(0), received.get(1));
    assertEquals(update("pve-storage-9.0/n/s 1795534525:2:2"), received.get(2));
  }

  @Test
  public void lineThatRrdcachedCannotTakeIsNotSent(TestContext test) throws Exception {
    Async all = listen(test, 1, (client, command) -> client.write(DONE));
    node.start(RrdNode.NO_PROGRAM);
    node.set("pve-storage-9.0/n/long", "1795534525:" + "1".repeat(4000));
    node.set("pve-storage-9.0/n/s", "1795534525:2:2");
    all.awaitSuccess();
    assertEquals(1, received.size());
    assertEquals(update("pve-storage-9.0/n/s 1795534525:2:2"), received.get(0));
  }

  /** A client that sends line feeds cannot give rrdcached commands. */
  @Test
  public void dataWithALineFeedAreNotSent(TestContext test) throws Exception {
    Async all = listen(test, 1, (client, command) -> client.write(DONE));
    node.start(RrdNode.NO_PROGRAM);
    node.set("pve-storage-9.0/n/evil", "1795534525:1:1\nFLUSHALL");
    node.set("pve-storage-9.0/n/e\nFLUSHALL", "1795534525:1:1");
    node.set("pve-storage-9.0/n/s", "1795534525:2:2");
    all.awaitSuccess();
    assertEquals(1, received.size());
    assertEquals(update("pve-storage-9.0/n/s 1795534525:2:2"), received.get(0));
  }
}

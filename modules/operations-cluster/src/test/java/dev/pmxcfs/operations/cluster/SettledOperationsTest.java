package dev.pmxcfs.operations.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.state.ChangeWriter;
import dev.pmxcfs.state.HeldChanges;
import dev.pmxcfs.state.NodeState;
import dev.qbipc.client.QbClient;
import dev.qbipc.client.QbClientOptions;
import dev.qbipc.client.QbMessage;
import dev.qbipc.server.OperationOptions;
import dev.qbipc.server.QbServer;
import dev.qbipc.server.Request;
import dev.qbipc.test.TestService;
import dev.qbipc.testing.Polling;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;

/** Operations 1 and 3 while something is on its way to the disk. */
@RunWith(VertxUnitRunner.class)
public class SettledOperationsTest {

  private static final int ECHO = 99;

  @Rule public NodeState node = NodeState.fresh(Clock.systemUTC());

  private Future<?> register(QbServer server) {
    List<Future<?>> registered = new ArrayList<>();
    new ClusterOperations()
        .operations(node.state())
        .forEach((id, made) -> registered.add(server.operation(id, made, new OperationOptions())));
    registered.add(server.operation(ECHO, Request::reply));
    return Future.all(registered);
  }

  private static QbClient connect(TestService service) {
    return QbClient.connect(service.vertx(), new QbClientOptions().setService(service.name()))
        .await();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  /** A disk that does not answer would hold up all clients, and not the one that looks. */
  @Test
  public void theThreadOfAllClientsDoesNotWaitForWhatIsNotStored() throws Exception {
    var unsettled = new HeldChanges();
    var writer = new ChangeWriter(node.state().changes());
    node.state().beforeReads(unsettled);
    try (var service = TestService.start(this::register)) {
      List<Future<QbMessage>> answers = new ArrayList<>();
      answers.add(connect(service).request(1, Buffer.buffer()));
      answers.add(connect(service).request(3, Buffer.buffer()));
      Polling.until(() -> unsettled.asked() == answers.size(), "all to ask for it");
      connect(service).request(ECHO, Buffer.buffer()).await();
      answers.forEach(answer -> assertFalse(answer.isComplete()));
      for (String directory : "nodes nodes/a nodes/a/lxc".split(" ")) {
        writer.makeDirectory(bytes(directory));
      }
      writer.create(bytes("user.cfg"));
      writer.put(bytes("nodes/a/lxc/100.conf"), bytes("name: x\n"));
      unsettled.store();
      assertEquals(Buffer.buffer(node.state().fsVersion()), answers.get(0).await().payload());
      assertTrue(answers.get(1).await().payload().toString().contains("\"100\""));
    }
  }
}

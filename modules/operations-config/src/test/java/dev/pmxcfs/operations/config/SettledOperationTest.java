package dev.pmxcfs.operations.config;

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

/** Operations 6 and 11 to 13 while something is on its way to the disk. */
@RunWith(VertxUnitRunner.class)
public class SettledOperationTest {

  private static final int ECHO = 99;

  @Rule public NodeState node = NodeState.fresh(Clock.systemUTC());

  private Future<?> register(QbServer server) {
    List<Future<?>> registered = new ArrayList<>();
    new ConfigOperations()
        .operations(node.state())
        .forEach((id, made) -> registered.add(server.operation(id, made, new OperationOptions())));
    registered.add(server.operation(ECHO, Request::reply));
    return Future.all(registered);
  }

  private static QbClient connect(TestService service) {
    return QbClient.connect(service.vertx(), new QbClientOptions().setService(service.name()))
        .await();
  }

  private static Buffer text(String text) {
    return Buffer.buffer(text + "\0");
  }

  private static Buffer ofGuest(String names) {
    return Buffer.buffer().appendIntLE(100).appendString(names + "\0");
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
      answers.add(connect(service).request(6, text("f")));
      answers.add(connect(service).request(11, ofGuest("name")));
      answers.add(connect(service).request(12, text("root@pam!t 0-1")));
      answers.add(connect(service).request(13, ofGuest("\001name")));
      Polling.until(() -> unsettled.asked() == answers.size(), "all to ask for it");
      connect(service).request(ECHO, Buffer.buffer()).await();
      answers.forEach(answer -> assertFalse(answer.isComplete()));
      for (String directory : "priv nodes nodes/a nodes/a/lxc".split(" ")) {
        writer.makeDirectory(bytes(directory));
      }
      writer.put(bytes("f"), bytes("written"));
      writer.put(bytes("nodes/a/lxc/100.conf"), bytes("name: x\n"));
      writer.put(bytes("priv/token.cfg"), bytes("root@pam!t 0-1\n"));
      unsettled.store();
      for (Future<QbMessage> answer : answers) {
        assertEquals(0, answer.await().error());
      }
      assertEquals(Buffer.buffer("written"), answers.get(0).await().payload());
      assertTrue(answers.get(1).await().payload().toString().contains("\"x\""));
      assertTrue(answers.get(3).await().payload().toString().contains("\"x\""));
    }
  }
}

package dev.pmxcfs.operations.log;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.Assert.assertEquals;

import dev.pmxcfs.state.ManualClock;
import dev.pmxcfs.state.NodeState;
import dev.qbipc.server.OperationVerticle;
import dev.qbipc.test.FakeConnection;
import dev.qbipc.test.FakeRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.function.Supplier;

/** A node whose cluster log is written and read by requests. */
final class LogNode extends NodeState {

  /** When the node starts, in seconds since 1970. */
  static final int START = 1_795_533_408;

  static final int LOG = 7;
  static final int GET = 8;

  /** The field of the user in a query that wants all users' messages. */
  static final String EVERYBODY = "\0";

  private final ManualClock clock;
  private Map<Integer, Supplier<? extends OperationVerticle>> operations;

  LogNode() {
    this(new ManualClock(START));
  }

  private LogNode(ManualClock clock) {
    super(clock);
    this.clock = clock;
  }

  @Override
  protected void before() throws Throwable {
    super.before();
    operations = new LogOperations().operations(state());
  }

  ManualClock clock() {
    return clock;
  }

  /** The payload that logs a message, of texts with a byte for each character. */
  static String message(String ident, String tag, String text) {
    char identLength = (char) (ident.length() + 1);
    char tagLength = (char) (tag.length() + 1);
    return "\6" + identLength + tagLength + ident + "\0" + tag + "\0" + text + "\0";
  }

  /** Logs a message, which must be taken. */
  void send(String payload) {
    FakeRequest request = ask(LOG, payload);
    assertEquals(0, request.error());
    assertEquals(0, request.replied().length);
  }

  /** The newest entry of the log. */
  JsonObject newest() {
    return entries(1, EVERYBODY).getJsonObject(0);
  }

  /** The log's entries for a query. */
  JsonArray entries(int max, String user) {
    return new JsonObject(log(max, user)).getJsonArray("data");
  }

  /** The log's text for a query, with a character for each byte. */
  String log(int max, String user) {
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    byte[] number = ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(max).array();
    payload.writeBytes(number);
    payload.writeBytes("reserved....".getBytes(ISO_8859_1));
    payload.writeBytes(user.getBytes(ISO_8859_1));
    FakeRequest request = FakeRequest.of(GET, payload.toByteArray(), FakeConnection.readWrite());
    assertEquals(0, answer(request).error());
    return new String(request.replied(), ISO_8859_1);
  }

  /** Has a request of root answered. */
  FakeRequest ask(int id, String payload) {
    return answer(FakeRequest.of(id, payload.getBytes(ISO_8859_1), FakeConnection.readWrite()));
  }

  /** A request of www-data. */
  static FakeRequest readOnly(int id, String payload) {
    return FakeRequest.of(id, payload.getBytes(ISO_8859_1), FakeConnection.readOnly());
  }

  /** Has a request answered. */
  FakeRequest answer(FakeRequest request) {
    return request.answeredBy(operations.get(request.id()).get());
  }
}

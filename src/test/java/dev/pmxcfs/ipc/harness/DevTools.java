package dev.pmxcfs.ipc.harness;

import dev.qbipc.testing.Patience;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** A browser's DevTools protocol: commands with answers, and events, as JSON over a WebSocket. */
final class DevTools implements WebSocket.Listener {

  private final Map<Integer, CompletableFuture<JsonObject>> asked = new ConcurrentHashMap<>();
  private final List<JsonObject> events = new CopyOnWriteArrayList<>();
  private final AtomicInteger ids = new AtomicInteger();
  private final StringBuilder message = new StringBuilder();
  private final WebSocket socket;
  private volatile String session;

  private DevTools(String address) {
    socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(URI.create(address), this)
            .join();
  }

  /**
   * Connects, and opens a page.
   *
   * @param address as the browser prints it
   */
  static DevTools open(String address) {
    var tools = new DevTools(address);
    String target =
        tools
            .call("Target.createTarget", new JsonObject().put("url", "about:blank"))
            .getString("targetId");
    var attach = new JsonObject().put("targetId", target).put("flatten", true);
    tools.session = tools.call("Target.attachToTarget", attach).getString("sessionId");
    return tools;
  }

  /** The answer to a command; an error fails the test. */
  JsonObject call(String method, JsonObject parameters) {
    int id = ids.incrementAndGet();
    var command = new JsonObject().put("id", id).put("method", method).put("params", parameters);
    if (session != null) {
      command.put("sessionId", session);
    }
    var answer = new CompletableFuture<JsonObject>();
    asked.put(id, answer);
    socket.sendText(command.encode(), true).join();
    try {
      return answer.get(Patience.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError(method + " " + parameters.encode(), e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What a kind of events has told since the start. */
  List<JsonObject> events(String method) {
    return events.stream()
        .filter(event -> method.equals(event.getString("method")))
        .map(event -> event.getJsonObject("params"))
        .toList();
  }

  @Override
  public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
    message.append(data);
    if (last) {
      take(new JsonObject(message.toString()));
      message.setLength(0);
    }
    webSocket.request(1);
    return null;
  }

  private void take(JsonObject received) {
    Integer id = received.getInteger("id");
    if (id == null) {
      events.add(received);
    } else if (received.containsKey("error")) {
      asked.remove(id).completeExceptionally(new AssertionError(received.encode()));
    } else {
      asked.remove(id).complete(received.getJsonObject("result"));
    }
  }
}

package dev.pmxcfs.ipc.harness;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;

/** What a program offers over HTTP with {@code --metrics}, asked over one connection. */
public final class HttpPort {

  private static final int OK = 200;
  private static final int UNAVAILABLE = 503;

  /** The kernel gives those from 32768 on to whoever connects, also before a server listens. */
  private static final int FIRST = 10_000;

  private static final int LAST = 32_767;

  /** Each of the JVMs among which the tests are divided has ports of its own. */
  private static final int SHARES = 8;

  private static final int SHARE = Integer.getInteger("surefire.forkNumber", 0) % SHARES;

  private final HttpClient client = HttpClient.newHttpClient();
  private final int port = free();

  private static int free() {
    while (true) {
      int number = ThreadLocalRandom.current().nextInt((LAST - FIRST) / SHARES);
      try (var socket = new ServerSocket(FIRST + number * SHARES + SHARE)) {
        return socket.getLocalPort();
      } catch (IOException e) {
        // somebody has it
      }
    }
  }

  /** For {@code --metrics}. */
  public String number() {
    return Integer.toString(port);
  }

  public HttpResponse<String> get(String path) {
    try {
      URI uri = URI.create("http://127.0.0.1:" + port + path);
      return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What is wrong by {@code /health}: reasons by {@code group/name}. */
  public Map<String, String> faults() {
    HttpResponse<String> response = get("/health");
    Map<String, String> faults = new TreeMap<>();
    for (JsonObject group : objects(new JsonObject(response.body()).getJsonArray("checks"))) {
      faults.putAll(faults(group));
    }
    assertStatus(response, faults);
    return faults;
  }

  /** What is wrong by {@code /ready}. */
  public Map<String, String> faultsForClients() {
    HttpResponse<String> response = get("/ready");
    var group = new JsonObject(response.body()).put("id", "clients");
    Map<String, String> faults = faults(group);
    assertStatus(response, faults);
    return faults;
  }

  private static void assertStatus(HttpResponse<String> response, Map<String, String> faults) {
    if (response.statusCode() != (faults.isEmpty() ? OK : UNAVAILABLE)) {
      throw new AssertionError(response.statusCode() + " " + response.body());
    }
  }

  private static Map<String, String> faults(JsonObject group) {
    Map<String, String> faults = new TreeMap<>();
    for (JsonObject check : objects(group.getJsonArray("checks"))) {
      if (!check.getString("status").equals("UP")) {
        faults.put(
            group.getString("id") + "/" + check.getString("id"),
            check.getJsonObject("data").getString("reason"));
      }
    }
    return faults;
  }

  private static Iterable<JsonObject> objects(JsonArray array) {
    return array.stream().map(JsonObject.class::cast).toList();
  }
}

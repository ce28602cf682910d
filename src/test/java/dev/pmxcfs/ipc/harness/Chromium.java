package dev.pmxcfs.ipc.harness;

import dev.qbipc.testing.Polling;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/** A page in a Chromium without a window, as a person with a keyboard sees and uses it. */
public final class Chromium implements AutoCloseable {

  private static final String LISTENING = "DevTools listening on ";

  private final Process process;
  private final DevTools tools;

  /** Complaints that a test has asked for. */
  private int forgotten;

  private Chromium(Process process, DevTools tools) {
    this.process = process;
    this.tools = tools;
  }

  /**
   * Starts it with an empty page.
   *
   * @param directory empty, for all that it writes
   */
  public static Chromium start(Path directory) {
    List<String> command = new ArrayList<>(List.of("chromium", "--headless=new"));
    // root may not use the sandbox; nothing but our own page is opened
    command.addAll(List.of("--no-sandbox", "--disable-gpu", "--hide-scrollbars"));
    command.addAll(List.of("--disable-background-networking", "--no-first-run"));
    command.addAll(List.of("--disable-dev-shm-usage", "--user-data-dir=" + directory));
    command.addAll(List.of("--remote-debugging-port=0", "about:blank"));
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(Redirect.DISCARD);
      builder.environment().put("HOME", directory.toString());
      Process process = builder.start();
      var chromium = new Chromium(process, DevTools.open(address(process)));
      Stream.of("Page", "Runtime", "Log", "Network").forEach(chromium::enable);
      return chromium;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String address(Process process) throws IOException {
    BufferedReader errors = process.errorReader();
    String line = errors.readLine();
    while (line != null && !line.startsWith(LISTENING)) {
      line = errors.readLine();
    }
    if (line == null) {
      throw new AssertionError("chromium has ended");
    }
    var rest = new Thread(() -> errors.lines().forEach(unread -> {}), "chromium's errors");
    rest.setDaemon(true);
    rest.start();
    return line.substring(LISTENING.length());
  }

  private void enable(String domain) {
    tools.call(domain + ".enable", new JsonObject());
  }

  /** Opens a page and waits until something holds there. */
  public void open(String address, String condition) {
    tools.call("Page.navigate", new JsonObject().put("url", address));
    await(condition);
  }

  /** The value of an expression of JavaScript on the page. */
  public Object value(String expression) {
    var parameters = new JsonObject().put("expression", expression).put("returnByValue", true);
    JsonObject answer = tools.call("Runtime.evaluate", parameters);
    if (answer.containsKey("exceptionDetails")) {
      throw new AssertionError(expression + ": " + answer.encode());
    }
    return answer.getJsonObject("result").getValue("value");
  }

  /** The text of what a selector finds. */
  public String text(String selector) {
    return (String) value("document.querySelector('" + selector + "').textContent");
  }

  /** Waits until an expression is true. */
  public void await(String expression) {
    Polling.until(() -> Boolean.TRUE.equals(value(expression)), expression);
  }

  /** Presses a key: a character, or a name as {@code Tab}. */
  public void press(String key) {
    var down = new JsonObject().put("type", "keyDown").put("key", key);
    if (key.length() == 1) {
      down.put("text", key);
    } else if (key.equals("Tab")) {
      down.put("windowsVirtualKeyCode", 9);
    } else if (key.equals("Escape")) {
      down.put("windowsVirtualKeyCode", 27);
    } else if (key.equals("Enter")) {
      down.put("windowsVirtualKeyCode", 13).put("text", "\r");
    }
    tools.call("Input.dispatchKeyEvent", down);
    tools.call("Input.dispatchKeyEvent", new JsonObject().put("type", "keyUp").put("key", key));
  }

  /** Shows the page in a window of a size. */
  public void resize(int width, int height) {
    tools.call(
        "Emulation.setDeviceMetricsOverride",
        new JsonObject()
            .put("width", width)
            .put("height", height)
            .put("deviceScaleFactor", 1)
            .put("mobile", false));
  }

  /** Shows the page as to a person who prefers dark or light colours. */
  public void prefer(String scheme) {
    var feature = new JsonObject().put("name", "prefers-color-scheme").put("value", scheme);
    tools.call(
        "Emulation.setEmulatedMedia",
        new JsonObject().put("features", new JsonArray().add(feature)));
  }

  /** Writes a picture of the whole page. */
  public void picture(Path file) throws IOException {
    var parameters = new JsonObject().put("captureBeyondViewport", true);
    String data = tools.call("Page.captureScreenshot", parameters).getString("data");
    Files.write(file, Base64.getDecoder().decode(data));
  }

  /** What the browser has complained about: scripts that fail, answers, and what it refused. */
  public List<String> complaints() {
    return Stream.of("Log.entryAdded", "Runtime.exceptionThrown")
        .flatMap(kind -> tools.events(kind).stream())
        .map(JsonObject::encode)
        .skip(forgotten)
        .toList();
  }

  /** The same; they are no complaints any more. */
  public List<String> forgetComplaints() {
    List<String> complaints = complaints();
    forgotten += complaints.size();
    return complaints;
  }

  /** Everything that it has asked for. */
  public List<String> requests() {
    return tools.events("Network.requestWillBeSent").stream()
        .map(event -> event.getJsonObject("request").getString("url"))
        .toList();
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}

package dev.pmxcfs.ipc.metrics;

import io.vertx.core.net.SocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of the metrics: {@code PORT}, {@code ADDRESS:PORT} or {@code [ADDRESS]:PORT}. Without
 * a host it is the loopback interface, since metrics are not for other machines unless asked for.
 *
 * @param port 0 takes one that is free
 */
public record MetricsAddress(String host, int port) {

  private static final String LOOPBACK = "127.0.0.1";
  private static final int MAX_PORT = 65_535;
  private static final Pattern FORM =
      Pattern.compile("(?:(?:\\[([0-9a-fA-F:.]+)]|([^\\[\\]:]*)):)?(\\d{1,5})");

  /**
   * @throws IllegalArgumentException if it is not an address and a port
   */
  public static MetricsAddress parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches() || Integer.parseInt(matcher.group(3)) > MAX_PORT) {
      throw new IllegalArgumentException("not ADDRESS:PORT: " + text);
    }
    String host = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
    boolean none = host == null || host.isEmpty();
    return new MetricsAddress(none ? LOOPBACK : host, Integer.parseInt(matcher.group(3)));
  }

  SocketAddress socketAddress() {
    return SocketAddress.inetSocketAddress(port, host);
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}

package dev.pmxcfs.ipc.metrics;

import io.netty.util.NetUtil;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The host names under which the server answers, besides any address. A web page may make its own
 * name lead here, and would then see what only programs on this machine should; a browser says
 * which name was used.
 */
final class HostNames {

  private static final int GOOD = 200;
  private static final int BAD = 400;
  private static final int MISDIRECTED = 421;

  private final Set<String> names;

  HostNames(Collection<String> names) {
    this.names = names.stream().map(HostNames::canonical).collect(Collectors.toSet());
  }

  private static String canonical(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /** The status for a request by what it says of its host: 200, 400 or 421. */
  int status(HttpServerRequest request) {
    List<String> hosts = request.headers().getAll(HttpHeaders.HOST);
    if (hosts.isEmpty()) {
      // load balancers still ask so; browsers do not
      return request.version() == HttpVersion.HTTP_1_0 ? GOOD : BAD;
    }
    HostAndPort host = hosts.size() == 1 ? request.authority() : null;
    if (host == null || host.host().isEmpty()) {
      return BAD;
    }
    return isOurs(host.host()) ? GOOD : MISDIRECTED;
  }

  private boolean isOurs(String host) {
    return names.contains(canonical(host))
        || NetUtil.isValidIpV4Address(host)
        || NetUtil.isValidIpV6Address(host);
  }
}

package dev.qbipc.conformance;

import dev.qbipc.server.Admission;
import dev.qbipc.server.QbServerOptions;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * How the conformance service behaves: the same command line for libqb's ({@code libqb-server.c})
 * and for ours, which has {@link #server} beside.
 */
public final class ServiceOptions {

  private String service = "qb-conformance-" + ProcessHandle.current().pid();
  private int enforce;
  private int refuse;
  private Auth auth;
  private boolean eventOnCreated;
  private int closedNotYet;
  private boolean resend;
  private JsonObject server = new JsonObject();

  /** Whom the files of the rings are given to ({@code qb_ipcs_connection_auth_set}). */
  private record Auth(int uid, int gid, int mode) {

    static Auth parse(String text) {
      String[] parts = text.split(":");
      return new Auth(
          Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2], 8));
    }

    @Override
    public String toString() {
      return uid + ":" + gid + ":" + Integer.toOctalString(mode);
    }
  }

  /** The service's name. */
  public ServiceOptions service(String service) {
    this.service = service;
    return this;
  }

  /** The message size that clients get at least, in bytes. */
  public ServiceOptions enforce(int enforce) {
    this.enforce = enforce;
    return this;
  }

  /** The positive errno that all clients are refused with. */
  public ServiceOptions refuse(int errno) {
    this.refuse = errno;
    return this;
  }

  /** Whom the files of the rings are given to. */
  public ServiceOptions auth(int uid, int gid, int mode) {
    this.auth = new Auth(uid, gid, mode);
    return this;
  }

  /** Sends one event of id {@link ConformanceService#CREATED_EVENT} to each new client. */
  public ServiceOptions eventOnCreated() {
    this.eventOnCreated = true;
    return this;
  }

  /** How often the closed callback says "not yet" for each connection. */
  public ServiceOptions closedNotYet(int times) {
    this.closedNotYet = times;
    return this;
  }

  /** Keeps responses that found the ring full, as our server always does. */
  public ServiceOptions resend() {
    this.resend = true;
    return this;
  }

  /** What else our server is like; libqb's is not told. */
  public ServiceOptions server(QbServerOptions options) {
    this.server = options.toJson();
    return this;
  }

  /** Lets our server wait with a thread per connection, as on kernels without futex_waitv. */
  public ServiceOptions withoutFutexWaitv() {
    var options = new QbServerOptions(server);
    options.getReaderOptions().setFutexWaitv(false);
    return server(options);
  }

  public String service() {
    return service;
  }

  public boolean isEventOnCreated() {
    return eventOnCreated;
  }

  public int closedNotYet() {
    return closedNotYet;
  }

  /** What the accept callback says to every client. */
  public Admission admission() {
    if (refuse != 0) {
      return Admission.refuse(refuse);
    }
    var admission = Admission.readWrite();
    return auth == null ? admission : admission.owner(auth.uid, auth.gid, auth.mode);
  }

  /** Our server's options. */
  public QbServerOptions serverOptions() {
    var options = new QbServerOptions(server).setService(service);
    return enforce == 0 ? options : options.setMinMessageSize(enforce);
  }

  /** The command line that both servers understand. */
  public List<String> arguments() {
    var arguments = new ArrayList<>(List.of("--service", service));
    if (enforce != 0) {
      arguments.addAll(List.of("--enforce", String.valueOf(enforce)));
    }
    if (refuse != 0) {
      arguments.addAll(List.of("--refuse", String.valueOf(refuse)));
    }
    if (auth != null) {
      arguments.addAll(List.of("--auth", auth.toString()));
    }
    if (eventOnCreated) {
      arguments.add("--event-on-created");
    }
    if (closedNotYet != 0) {
      arguments.addAll(List.of("--closed-not-yet", String.valueOf(closedNotYet)));
    }
    if (resend) {
      arguments.add("--resend");
    }
    return arguments;
  }

  /** The command line for our server in a process of its own. */
  public List<String> ourArguments() {
    var arguments = new ArrayList<>(arguments());
    arguments.addAll(List.of("--server", server.encode()));
    return arguments;
  }

  /** Reads a command line that {@link #ourArguments} has made. */
  public static ServiceOptions parse(String... arguments) {
    var options = new ServiceOptions();
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--service" -> options.service = arguments[++i];
        case "--enforce" -> options.enforce = Integer.parseInt(arguments[++i]);
        case "--refuse" -> options.refuse = Integer.parseInt(arguments[++i]);
        case "--auth" -> options.auth = Auth.parse(arguments[++i]);
        case "--event-on-created" -> options.eventOnCreated = true;
        case "--closed-not-yet" -> options.closedNotYet = Integer.parseInt(arguments[++i]);
        case "--resend" -> options.resend = true;
        case "--server" -> options.server = new JsonObject(arguments[++i]);
        default -> throw new IllegalArgumentException("unknown option: " + arguments[i]);
      }
    }
    return options;
  }
}

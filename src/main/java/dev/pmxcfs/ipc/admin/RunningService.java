package dev.pmxcfs.ipc.admin;

import dev.pmxcfs.ipc.blackbox.Entry;
import dev.pmxcfs.ipc.log.LogLevels;
import dev.pmxcfs.ipc.modules.ModuleStatus;
import dev.pmxcfs.ipc.modules.descriptor.ModuleDescriptor;
import dev.pmxcfs.ipc.stats.ServiceReport;
import dev.qbipc.QbException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.event.Level;

/**
 * A running server, to be observed and controlled by one command.
 *
 * <p>All methods block, throw a {@link RefusedException} if the server refuses, and an IOException
 * if there is no answer. For one thread.
 */
public final class RunningService implements AutoCloseable {

  private static final byte[] NO_PATH = {};

  private final Vertx vertx;
  private final String service;
  private final AdminConnection admin;

  private RunningService(Vertx vertx, String service, AdminConnection admin) {
    this.vertx = vertx;
    this.service = service;
    this.admin = admin;
  }

  /**
   * Connects.
   *
   * @param service the main service's name
   * @throws IllegalArgumentException if there can be no such service
   * @throws QbException ECONNREFUSED or ENOENT if there is no such server, EPERM if it refuses
   */
  public static RunningService connect(Vertx vertx, String service) {
    return new RunningService(vertx, service, AdminConnection.open(vertx, service));
  }

  /**
   * Connects to the server that has taken this one's place, and closes this.
   *
   * @throws QbException as {@link #connect}; then this can be asked again
   */
  public RunningService connectAgain() {
    RunningService next = connect(vertx, service);
    close();
    return next;
  }

  /** The main service's name. */
  public String service() {
    return service;
  }

  /** The modules, those among them that are unloaded. */
  public List<ModuleStatus> modules() throws RefusedException, IOException {
    Buffer answer = admin.callForPages(AdminOperation.MODULES_LIST, NO_PATH);
    return new JsonArray(answer)
        .stream().map(JsonObject.class::cast).map(ModuleStatus::fromJson).toList();
  }

  /** What the modules in service say of themselves. */
  public List<ModuleDescriptor> descriptors() throws RefusedException, IOException {
    Buffer answer = admin.callForPages(AdminOperation.MODULES_DESCRIBE, NO_PATH);
    return Fields.decode(answer).stream().map(ModuleDescriptor::parse).toList();
  }

  /** Puts a jar's module in service; when this returns, the version before it is gone. */
  public ModuleStatus swap(Path jar) throws RefusedException, IOException {
    return change(AdminOperation.MODULES_SWAP, jar.toAbsolutePath().toString());
  }

  /** Puts a module's previous version back in service. */
  public ModuleStatus rollBack(String module) throws RefusedException, IOException {
    return change(AdminOperation.MODULES_ROLLBACK, module);
  }

  /** Takes a module out of service. */
  public ModuleStatus unload(String module) throws RefusedException, IOException {
    return change(AdminOperation.MODULES_UNLOAD, module);
  }

  private ModuleStatus change(AdminOperation operation, String argument)
      throws RefusedException, IOException {
    Buffer payload = Fields.encode(argument.getBytes(StandardCharsets.UTF_8));
    return ModuleStatus.fromJson(new JsonObject(admin.call(operation, payload)));
  }

  /** The latest events of the service, the oldest first. */
  public List<Entry> latestEvents() throws RefusedException, IOException {
    Buffer answer = admin.callForPages(AdminOperation.BLACKBOX, NO_PATH);
    return new JsonArray(answer).stream().map(JsonObject.class::cast).map(Entry::from).toList();
  }

  /** The latest entries of the cluster log, the latest first. */
  public List<JsonObject> clusterLog() throws RefusedException, IOException {
    byte[] path = ".clusterlog".getBytes(StandardCharsets.US_ASCII);
    Buffer text = admin.callForPages(AdminOperation.READ, path);
    return new JsonObject(text).getJsonArray("data").stream().map(JsonObject.class::cast).toList();
  }

  /** From which level on the server logs. */
  public Level logLevel() throws RefusedException, IOException {
    return LogLevels.parse(admin.call(AdminOperation.LOG_LEVEL, Buffer.buffer()).toString());
  }

  /** Sets the level from which the server logs, until it ends. */
  public void setLogLevel(Level level) throws RefusedException, IOException {
    admin.call(
        AdminOperation.LOG_LEVEL,
        Fields.encode(LogLevels.name(level).getBytes(StandardCharsets.UTF_8)));
  }

  /** What the service does and has done, as the server says it, whatever its version. */
  public JsonObject reportAsSent() throws RefusedException, IOException {
    return new JsonObject(admin.callForPages(AdminOperation.STATS, NO_PATH));
  }

  /**
   * What the service does and has done.
   *
   * @throws IOException also if the server is of another version and does not say all of it
   */
  public ServiceReport report() throws RefusedException, IOException {
    try {
      return ServiceReport.fromJson(reportAsSent());
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "the server "
              + service
              + " is another version of this program, in whose report "
              + e.getMessage()
              + "; restart it, or use its own version",
          e);
    }
  }

  @Override
  public void close() {
    admin.close();
  }
}

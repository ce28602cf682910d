package dev.pmxcfs.ipc.admin;

import dev.pmxcfs.ipc.blackbox.Entry;
import dev.pmxcfs.ipc.log.LogLevels;
import dev.pmxcfs.ipc.modules.ModuleStatus;
import dev.pmxcfs.ipc.modules.ServedModules;
import dev.pmxcfs.ipc.stats.ServiceObserver;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The requests of one connection about the server: its modules, what it does, and its log. */
final class ServerRequests {

  private static final Logger LOG = LoggerFactory.getLogger(ServerRequests.class);

  private final ServedModules modules;
  private final ServiceObserver observer;
  private final PagedAnswer report;
  private final PagedAnswer descriptors;

  /**
   * @param pageSize the most bytes that an answer may have
   */
  ServerRequests(ServedModules modules, ServiceObserver observer, int pageSize) {
    this.modules = modules;
    this.observer = observer;
    this.report = new PagedAnswer(pageSize);
    this.descriptors = new PagedAnswer(pageSize);
  }

  Buffer modules(Buffer payload) {
    int from = PageDescriptor.decode(payload).from();
    return from > 0
        ? report.page(from)
        : report.begin(
            new JsonArray(modules.list().stream().map(ModuleStatus::toJson).toList()).toBuffer());
  }

  Buffer descriptors(Buffer payload) {
    int from = PageDescriptor.decode(payload).from();
    return from > 0
        ? descriptors.page(from)
        : descriptors.begin(Fields.encode(modules.descriptors().toArray(byte[][]::new)));
  }

  Buffer blackbox(Buffer payload) {
    int from = PageDescriptor.decode(payload).from();
    return from > 0
        ? report.page(from)
        : report.begin(
            new JsonArray(observer.latestEvents().stream().map(Entry::toJson).toList()).toBuffer());
  }

  Future<Buffer> swap(Buffer payload) {
    return answer(modules.swap(Path.of(text(payload))));
  }

  Future<Buffer> rollBack(Buffer payload) {
    return answer(modules.rollBack(text(payload)));
  }

  Future<Buffer> unload(Buffer payload) {
    return answer(modules.unload(text(payload)));
  }

  private static String text(Buffer payload) {
    return new String(Fields.decode(payload, 1).get(0), StandardCharsets.UTF_8);
  }

  private static Future<Buffer> answer(Future<ModuleStatus> change) {
    return change.map(status -> status.toJson().toBuffer());
  }

  Buffer logLevel(Buffer payload) {
    if (payload.length() > 0) {
      Level level = LogLevels.parse(text(payload));
      LOG.info("the log level is {} from now on", LogLevels.name(level));
      LogLevels.set(level);
    }
    return Buffer.buffer(LogLevels.name(LogLevels.get()));
  }

  Future<Buffer> stats(Buffer payload) {
    int from = PageDescriptor.decode(payload).from();
    return from > 0
        ? Future.succeededFuture(report.page(from))
        : observer.report().map(made -> report.begin(made.toJson().toBuffer()));
  }
}

package dev.pmxcfs.docs.guide;

import dev.qbipc.linux.Errno;
import dev.qbipc.server.OperationOptions;
import dev.qbipc.server.OperationVerticle;
import dev.qbipc.server.QbServer;
import dev.qbipc.server.Request;
import dev.qbipc.server.Threading;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The code of the guide's chapters on operations and on blocking work. */
final class OperationExamples {

  private OperationExamples() {}

  /** Looks a name up in a map that all instances share. */
  static final class LookUp extends OperationVerticle {

    private final Map<String, String> entries;

    LookUp(Map<String, String> entries) {
      this.entries = entries;
    }

    @Override
    public void handle(Request request) {
      if (request.length() <= 0) {
        request.fail(Errno.EINVAL);
        return;
      }
      String value = entries.get(request.payload().toString());
      if (value == null) {
        request.fail(Errno.ENOENT);
      } else {
        request.reply(Buffer.buffer(value));
      }
    }
  }

  static Future<Void> lookUp(QbServer server) {
    Map<String, String> entries = new ConcurrentHashMap<>(Map.of("answer", "42"));
    return server.operation(2, () -> new LookUp(entries), new OperationOptions());
  }

  /** Answers later, from a future. */
  static final class Delayed extends OperationVerticle {

    @Override
    public void handle(Request request) {
      Buffer payload = request.payload();
      vertx.timer(10).onSuccess(fired -> request.reply(payload));
    }
  }

  static Future<Void> delayed(QbServer server) {
    return server.operation(
        3, Delayed::new, new OperationOptions().setDeadline(Duration.ofSeconds(10)));
  }

  /** Reads a file, on a worker thread, which may block. */
  static final class ReadFile extends OperationVerticle {

    private final Path directory;

    ReadFile(Path directory) {
      this.directory = directory;
    }

    @Override
    public void handle(Request request) {
      Path file = directory.resolve(request.payload().toString()).normalize();
      if (!file.startsWith(directory)) {
        request.fail(Errno.EACCES);
        return;
      }
      try {
        request.replyIfItFits(Files.readAllBytes(file));
      } catch (NoSuchFileException e) {
        request.fail(Errno.ENOENT);
      } catch (IOException e) {
        request.fail(Errno.EIO);
      }
    }
  }

  static Future<Void> readFile(QbServer server, Path directory) {
    return server.operation(
        4,
        () -> new ReadFile(directory),
        new OperationOptions().setThreading(Threading.WORKER).setInstances(4));
  }
}

package dev.pmxcfs.rrd;

import dev.pmxcfs.state.failure.Reason;
import dev.qbipc.linux.file.SafeDirectory;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Updates RRD files and creates those that are missing (operations, section 5.5). An update waits
 * for a while if another process has its file locked. An update that fails is lost, which is logged
 * once for a file until one succeeds. For use on one event loop.
 */
final class RrdFiles {

  private static final Logger LOG = LoggerFactory.getLogger(RrdFiles.class);

  private static final String DIRECTORY_MODE = "rwxr-x---";

  /** A second in all: other updates wait as well. */
  private static final int ATTEMPTS_AT_A_LOCKED_FILE = 50;

  private static final long MILLIS_BETWEEN_ATTEMPTS = 20;

  private final Vertx vertx;
  private final Clock clock;
  private final Path base;
  private final Set<String> failing = new HashSet<>();

  /** Files that stayed locked for as long as an update waits. */
  private final Set<String> stuck = new HashSet<>();

  /**
   * @param options where the files are
   * @param clock tells when a file begins
   */
  RrdFiles(Vertx vertx, RrdOptions options, Clock clock) {
    this.vertx = vertx;
    this.clock = clock;
    base = Path.of(options.getDirectory());
  }

  /** When a file begins that is created now: at local midnight, in seconds since 1970. */
  static long startOfNewFiles(Clock clock) {
    ZonedDateTime now = clock.instant().atZone(ZoneId.systemDefault());
    return now.toLocalDate().atStartOfDay(now.getZone()).toEpochSecond();
  }

  /**
   * Writes an update.
   *
   * @return completes when it was written or refused; fails if the connection ends before
   */
  Future<Void> write(RrdConnection connection, RrdUpdate update) {
    String file = base + "/" + update.file();
    String command = RrdCommands.update(file, update.values());
    if (command.length() > RrdCommands.MAX_LENGTH) {
      report(update, new RrdReply(false, "the values are too long"));
      return Future.succeededFuture();
    }
    return sendUpdate(connection, update, command)
        .compose(
            reply ->
                reply.isMissingFile()
                    ? create(connection, update, file, command)
                    : Future.succeededFuture(reply))
        .map(
            reply -> {
              report(update, reply);
              return null;
            });
  }

  private Future<RrdReply> create(
      RrdConnection connection, RrdUpdate update, String file, String thenCommand) {
    String command = RrdCommands.create(file, update.type(), startOfNewFiles(clock));
    return vertx
        .executeBlocking(() -> createDirectories(update.file()))
        .compose(
            problem -> problem.ok() ? connection.send(command) : Future.succeededFuture(problem))
        .compose(
            created ->
                created.ok()
                    ? sendUpdate(connection, update, thenCommand)
                    : Future.succeededFuture(created));
  }

  /** A file that stayed locked when it was waited for is not waited for again. */
  private Future<RrdReply> sendUpdate(RrdConnection connection, RrdUpdate update, String command) {
    int attempts = stuck.contains(update.file()) ? 1 : ATTEMPTS_AT_A_LOCKED_FILE;
    return send(connection, command, attempts);
  }

  private Future<RrdReply> send(RrdConnection connection, String command, int attempts) {
    return connection
        .send(command)
        .compose(
            reply ->
                reply.isLockedFile() && attempts > 1
                    ? vertx
                        .timer(MILLIS_BETWEEN_ATTEMPTS)
                        .compose(over -> send(connection, command, attempts - 1))
                    : Future.succeededFuture(reply));
  }

  /** Creates the directories between the base and a file. */
  private RrdReply createDirectories(String file) {
    FileAttribute<?> mode =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(DIRECTORY_MODE));
    Path directory = base;
    try {
      for (Path name : Path.of(file).getParent()) {
        directory = directory.resolve(name);
        if (!Files.isDirectory(directory)) {
          SafeDirectory.checkedForRoot(directory.getParent());
          Files.createDirectory(directory, mode);
        }
      }
      return new RrdReply(true, "");
    } catch (IOException e) {
      return new RrdReply(false, "the directory cannot be created: " + Reason.withFile(e));
    }
  }

  private void report(RrdUpdate update, RrdReply reply) {
    if (reply.isLockedFile()) {
      stuck.add(update.file());
    } else {
      stuck.remove(update.file());
    }
    if (reply.ok()) {
      failing.remove(update.file());
    } else if (failing.add(update.file())) {
      LOG.warn("RRD file {} was not updated: {}", update.file(), reply.message());
    }
  }
}

package dev.pmxcfs.ipc.stats;

import dev.pmxcfs.ipc.json.CheckedJson;
import dev.pmxcfs.mount.MountedStats;
import dev.qbipc.fuse.FuseStats;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * What the mount has done since the start, and has to do now.
 *
 * @param directory where the tree is mounted
 * @param readers threads that wait for the kernel's calls, or are at one
 * @param waiting calls that wait until what they ask for is stored
 * @param openHandles files and directories that programs have open
 * @param gatheredBytes what was written and is not on its way to the database yet
 * @param timeouts calls that were told EBUSY since they had waited for too long
 * @param interrupts calls whose callers got a signal meanwhile
 * @param malformed requests that broke the protocol
 * @param notifications changes that the kernel was told, and took
 * @param notificationsRefused changes that it did not take; mostly of what it does not keep
 * @param notificationsWaiting changes that it has not been told yet
 * @param calls each kind that has come
 */
public record MountReport(
    String directory,
    int readers,
    int waiting,
    int openHandles,
    int gatheredBytes,
    long timeouts,
    long interrupts,
    long malformed,
    long notifications,
    long notificationsRefused,
    int notificationsWaiting,
    List<CallReport> calls) {

  static MountReport of(String directory, FuseStats kernel, MountedStats tree) {
    return new MountReport(
        directory,
        kernel.readers(),
        kernel.waiting(),
        tree.openHandles(),
        tree.gatheredBytes(),
        kernel.timeouts(),
        kernel.interrupts(),
        kernel.malformed(),
        kernel.notifications(),
        kernel.notificationsRefused(),
        kernel.notificationsWaiting(),
        kernel.calls().stream().map(CallReport::of).toList());
  }

  /** The sum of something over all kinds of calls. */
  public long total(ToLongFunction<CallReport> what) {
    return calls.stream().mapToLong(what).sum();
  }

  JsonObject toJson() {
    return new JsonObject()
        .put("directory", directory)
        .put("readers", readers)
        .put("waiting", waiting)
        .put("openHandles", openHandles)
        .put("gatheredBytes", gatheredBytes)
        .put("timeouts", timeouts)
        .put("interrupts", interrupts)
        .put("malformed", malformed)
        .put("notifications", notifications)
        .put("notificationsRefused", notificationsRefused)
        .put("notificationsWaiting", notificationsWaiting)
        .put("calls", new JsonArray(calls.stream().map(CallReport::toJson).toList()));
  }

  static MountReport from(CheckedJson json) {
    return new MountReport(
        json.string("directory"),
        (int) json.integer("readers"),
        (int) json.integer("waiting"),
        (int) json.integer("openHandles"),
        (int) json.integer("gatheredBytes"),
        json.integer("timeouts"),
        json.integer("interrupts"),
        json.integer("malformed"),
        json.integer("notifications"),
        json.integer("notificationsRefused"),
        (int) json.integer("notificationsWaiting"),
        json.objects("calls", CallReport::from));
  }
}

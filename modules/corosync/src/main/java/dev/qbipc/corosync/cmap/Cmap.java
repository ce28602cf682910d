package dev.qbipc.corosync.cmap;

import dev.qbipc.corosync.CorosyncConnection;
import dev.qbipc.corosync.CorosyncError;
import dev.qbipc.corosync.CorosyncException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * A connection to the map of this node's corosync: what corosync.conf says, what corosync does, and
 * what programs have set (corosync, section 5). The map is in memory and this node's alone; at
 * corosync's end all that programs have set is gone, and trackings too: {@link
 * dev.qbipc.corosync.Reconnecting} is the place to set and track anew.
 *
 * <p>Keys have 3 to 255 characters of {@code a-z A-Z 0-9 . _ - / :}; calls with another one fail
 * with {@link CorosyncError#NAME_TOO_LONG}. A prefix is what keys begin with, whole words or not,
 * and the empty one stands for all keys. Failures name the key.
 */
public interface Cmap extends CorosyncConnection {

  /** The longest value that corosync takes, in bytes; a string's final zero does not count. */
  int MAX_VALUE_SIZE = 16_384;

  /**
   * What a {@link #list} may have at most, in bytes, where each key counts as itself, its value and
   * 64 more.
   */
  int MAX_LIST_SIZE = 16 * 1024 * 1024;

  /**
   * The value of a key.
   *
   * @param key the key
   * @return fails with {@link CorosyncError#NOT_EXIST} if there is no such key, and with {@link
   *     CorosyncError#TOO_BIG} if its value is too long for an answer, about 1 MiB
   */
  Future<CmapValue> get(String key);

  /**
   * Sets a key to a value, of the same type as before or of another one. To set what is there
   * already is no change that anybody is told.
   *
   * @param key the key
   * @param value the value
   * @return fails with {@link CorosyncError#ACCESS} if only corosync sets this key, as those of
   *     {@code runtime.} and {@code nodelist.}; with {@link CorosyncError#INVALID_PARAM} for a
   *     string with a zero byte; and with {@link CorosyncError#TOO_BIG} if the value is longer than
   *     {@link #MAX_VALUE_SIZE}
   */
  Future<Void> set(String key, CmapValue value);

  /**
   * Deletes a key.
   *
   * @param key the key
   * @return fails with {@link CorosyncError#NOT_EXIST} if there is none, and with {@link
   *     CorosyncError#ACCESS} if corosync alone may
   */
  Future<Void> delete(String key);

  /**
   * As {@link #adjust}, by 1.
   *
   * @param key the key
   * @return as there
   */
  default Future<Void> increment(String key) {
    return adjust(key, 1);
  }

  /**
   * As {@link #adjust}, by -1.
   *
   * @param key the key
   * @return as there
   */
  default Future<Void> decrement(String key) {
    return adjust(key, -1);
  }

  /**
   * Adds to a whole number, within corosync: nobody's change comes between. Beyond the ends of its
   * type it goes on at the other one.
   *
   * @param key the key
   * @param step what to add, which may be negative
   * @return fails with {@link CorosyncError#INVALID_PARAM} if the value is no whole number, with
   *     {@link CorosyncError#NOT_EXIST} if there is no such key, and with {@link
   *     CorosyncError#ACCESS} if only corosync sets it
   */
  Future<Void> adjust(String key, int step);

  /**
   * Goes through the keys that begin with a prefix, in ASCII order and one at a time. The map goes
   * on changing meanwhile: what is added or deleted may be seen or not.
   *
   * @param prefix empty for all keys
   * @param visitor called on the caller's context with each key, after what it has returned for the
   *     one before has completed; false ends it early. Corosync keeps the list until then
   * @return completes when the end is reached, and fails with what the visitor has failed with or
   *     thrown; in each case after corosync was told that it is over
   */
  Future<Void> iterate(String prefix, Function<CmapKey, Future<Boolean>> visitor);

  /**
   * The keys that begin with a prefix, with their values. They are read one by one, so that they
   * need not all have been there at the same moment.
   *
   * @param prefix empty for all keys
   * @return in ASCII order of the keys; fails with {@link CorosyncError#TOO_BIG} if together they
   *     are larger than {@link #MAX_LIST_SIZE}, which {@link #iterate} is for
   */
  Future<List<CmapEntry>> list(String prefix);

  /**
   * As {@link #track(String, Set, Handler)}, for changes of all kinds.
   *
   * @param key the key
   * @param handler as there
   * @return as there
   */
  default Future<CmapTracking> track(String key, Handler<CmapChange> handler) {
    return track(key, EnumSet.allOf(CmapChange.Kind.class), handler);
  }

  /**
   * Tells a handler of changes of a key, which need not be there yet.
   *
   * <p>All handlers of this connection are called one at a time on the context that opened it, with
   * own changes too. Changes are told from some moment before the future completes on: who gets the
   * value afterwards misses none, and may be told of one that it knows already.
   *
   * @param key the key
   * @param kinds which changes, at least one kind
   * @param handler as there
   * @return fails with {@link CorosyncError#INVALID_PARAM} without kinds
   */
  Future<CmapTracking> track(String key, Set<CmapChange.Kind> kinds, Handler<CmapChange> handler);

  /**
   * As {@link #trackPrefix(String, Set, Handler)}, for changes of all kinds.
   *
   * @param prefix what the keys begin with
   * @param handler as there
   * @return as there
   */
  default Future<CmapTracking> trackPrefix(String prefix, Handler<CmapChange> handler) {
    return trackPrefix(prefix, EnumSet.allOf(CmapChange.Kind.class), handler);
  }

  /**
   * As {@link #track(String, Set, Handler)}, for all keys that begin with a prefix.
   *
   * @param prefix empty for all keys
   * @param kinds the kinds of changes to be told of
   * @param handler as there
   * @return fails with {@link CorosyncError#NOT_SUPPORTED} in the statistics unless both {@code
   *     ADD} and {@code DELETE} are among the kinds
   */
  Future<CmapTracking> trackPrefix(
      String prefix, Set<CmapChange.Kind> kinds, Handler<CmapChange> handler);

  /**
   * Pauses changes, of all trackings; calls are answered as before. Changes are taken from corosync
   * only as fast as handlers return. The others fill the ring in shared memory, 1 MiB, and then
   * wait in corosync, without a bound: a pause is for moments.
   *
   * @return this
   */
  Cmap pause();

  /**
   * Resumes them.
   *
   * @return this
   */
  Cmap resume();

  @Override
  Cmap closeHandler(Handler<CorosyncException> handler);
}

package dev.qbipc.corosync.cmap.impl;

import dev.qbipc.corosync.CorosyncError;
import dev.qbipc.corosync.CorosyncException;
import dev.qbipc.corosync.cmap.Cmap;
import dev.qbipc.corosync.cmap.CmapChange;
import dev.qbipc.corosync.cmap.CmapEntry;
import dev.qbipc.corosync.cmap.CmapKey;
import dev.qbipc.corosync.cmap.CmapTracking;
import dev.qbipc.corosync.cmap.CmapValue;
import dev.qbipc.corosync.cmap.impl.wire.AdjustRequest;
import dev.qbipc.corosync.cmap.impl.wire.CurrentMap;
import dev.qbipc.corosync.cmap.impl.wire.DeleteRequest;
import dev.qbipc.corosync.cmap.impl.wire.KeyField;
import dev.qbipc.corosync.cmap.impl.wire.SetRequest;
import dev.qbipc.corosync.cmap.impl.wire.Track;
import dev.qbipc.corosync.impl.transport.LocalCorosync;
import dev.qbipc.corosync.impl.transport.Outgoing;
import dev.qbipc.corosync.impl.transport.ServiceConnection;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.internal.VertxInternal;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** A connection to one of corosync's maps. */
public final class CmapImpl implements Cmap {

  private static final String SERVICE = "cmap";

  /** As libqb's own. */
  private static final int FLOW_CONTROL_LIMIT = 1;

  private final VertxInternal vertx;
  private final ServiceConnection connection;
  private final Trackings trackings = new Trackings();

  private CmapImpl(LocalCorosync corosync, ServiceConnection connection) {
    this.vertx = (VertxInternal) corosync.vertx();
    this.connection = connection.eventHandler(trackings);
  }

  /** See {@link dev.qbipc.corosync.Corosync#cmap}. */
  public static Future<Cmap> open(LocalCorosync corosync) {
    return ServiceConnection.open(corosync, SERVICE, FLOW_CONTROL_LIMIT)
        .map(connection -> new CmapImpl(corosync, connection));
  }

  /** See {@link dev.qbipc.corosync.Corosync#cmapStatistics}. */
  public static Future<Cmap> openStatistics(LocalCorosync corosync) {
    return ServiceConnection.open(corosync, SERVICE, FLOW_CONTROL_LIMIT)
        .compose(
            connection ->
                connection
                    .request(CurrentMap.statistics(), "turning to statistics", answer -> null)
                    .<Cmap>map(turned -> new CmapImpl(corosync, connection))
                    .onFailure(failure -> connection.close()));
  }

  @Override
  public Future<CmapValue> get(String key) {
    return checked(() -> new ValueReading(connection, key).read());
  }

  @Override
  public Future<Void> set(String key, CmapValue value) {
    return request("setting key " + key, () -> SetRequest.of(new KeyField(key), value));
  }

  @Override
  public Future<Void> delete(String key) {
    return request("deleting key " + key, () -> DeleteRequest.of(new KeyField(key)));
  }

  @Override
  public Future<Void> adjust(String key, int step) {
    return request("adding to key " + key, () -> AdjustRequest.of(new KeyField(key), step));
  }

  private Future<Void> request(String what, Supplier<Outgoing> request) {
    return checked(() -> connection.request(request.get(), what, answer -> null));
  }

  @Override
  public Future<Void> iterate(String prefix, Function<CmapKey, Future<Boolean>> visitor) {
    return checked(() -> new KeyIteration(connection, prefix, visitor).run());
  }

  @Override
  public Future<List<CmapEntry>> list(String prefix) {
    return checked(() -> new EntryList(connection, prefix).read());
  }

  @Override
  public Future<CmapTracking> track(
      String key, Set<CmapChange.Kind> kinds, Handler<CmapChange> handler) {
    return checked(() -> track(key, false, kinds, handler));
  }

  @Override
  public Future<CmapTracking> trackPrefix(
      String prefix, Set<CmapChange.Kind> kinds, Handler<CmapChange> handler) {
    return checked(() -> track(prefix, true, kinds, handler));
  }

  private Future<CmapTracking> track(
      String key, boolean isPrefix, Set<CmapChange.Kind> kinds, Handler<CmapChange> handler) {
    var field = new KeyField(key);
    String what = "tracking " + (isPrefix ? field.keys() : "key " + key);
    if (kinds.isEmpty()) {
      throw new CorosyncException(CorosyncError.INVALID_PARAM, what + " for no kind of changes");
    }
    if (!(isPrefix ? field.isPrefix() : field.isKey())) {
      throw new CorosyncException(CorosyncError.NAME_TOO_LONG, what);
    }
    long number = trackings.add(handler);
    return connection
        .request(Track.add(field, isPrefix, kinds, number), what, Track::handle)
        .<CmapTracking>map(
            handle ->
                new CmapTrackingImpl(
                    vertx,
                    key,
                    () -> {
                      trackings.remove(number);
                      return connection.request(
                          Track.delete(handle), "no longer " + what, answer -> null);
                    }))
        .onFailure(failure -> trackings.remove(number));
  }

  /** A call that fails with what is thrown before anything is sent. */
  private <T> Future<T> checked(Supplier<Future<T>> call) {
    try {
      return call.get();
    } catch (CorosyncException e) {
      return vertx.getOrCreateContext().failedFuture(e);
    }
  }

  @Override
  public Cmap pause() {
    connection.pause();
    return this;
  }

  @Override
  public Cmap resume() {
    connection.resume();
    return this;
  }

  @Override
  public Cmap closeHandler(Handler<CorosyncException> handler) {
    connection.closeHandler(handler);
    return this;
  }

  @Override
  public boolean isOpen() {
    return connection.isOpen();
  }

  @Override
  public Future<Void> close() {
    return connection.close();
  }
}

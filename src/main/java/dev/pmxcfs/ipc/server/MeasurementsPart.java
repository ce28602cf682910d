package dev.pmxcfs.ipc.server;

import dev.pmxcfs.rrd.RrdOptions;
import dev.pmxcfs.rrd.RrdWriter;
import dev.pmxcfs.state.ClusterState;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.function.Supplier;

/** The way of measurements to their files. What clients set before the end is written after it. */
final class MeasurementsPart {

  private final Vertx vertx;
  private final RrdOptions options;
  private final Supplier<ClusterState> state;
  private volatile RrdWriter writer;
  private volatile String deployment;

  /**
   * @param state has the measurements, once it is open
   */
  MeasurementsPart(Vertx vertx, RrdOptions options, Supplier<ClusterState> state) {
    this.vertx = vertx;
    this.options = options;
    this.state = state;
  }

  Part part() {
    return new Part("the measurements", this::open, this::close);
  }

  RrdWriter writer() {
    return writer;
  }

  private Future<?> open() {
    writer = new RrdWriter(options, Clock.systemUTC());
    return StartFailedException.unless(vertx.deployVerticle(writer), "cannot write measurements")
        .onSuccess(
            id -> {
              deployment = id;
              state.get().measurements().writeTo(writer);
            });
  }

  private Future<?> close() {
    String id = deployment;
    deployment = null;
    return Part.close(id, vertx::undeploy);
  }
}

package dev.pmxcfs.cluster.simulation;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.IntSupplier;

/** The clock of a node. */
public final class NodeClock extends Clock {

  private final IntSupplier seconds;

  public NodeClock(IntSupplier seconds) {
    this.seconds = seconds;
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochSecond(Integer.toUnsignedLong(seconds.getAsInt()));
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException();
  }
}

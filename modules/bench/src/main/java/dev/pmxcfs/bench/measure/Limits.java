package dev.pmxcfs.bench.measure;

import dev.pmxcfs.bench.process.LimitsProgram;
import dev.pmxcfs.bench.process.LimitsProgram.Crowd;
import dev.pmxcfs.bench.process.Placement;
import dev.pmxcfs.bench.report.Goal;
import dev.pmxcfs.bench.report.Row;
import dev.pmxcfs.bench.report.Section;
import dev.pmxcfs.bench.report.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;

/** What the machine can do at best, with C on both ends. */
public final class Limits {

  private static final double NANOS_PER_SECOND = 1e9;

  /** As large as a response ring of this benchmark. */
  private static final int RING = 2 * 1024 * 1024;

  private static final int CROWD = 8;

  private final Bench bench;
  private final LimitsProgram program;

  public Limits(Bench bench, LimitsProgram program) {
    this.bench = bench;
    this.program = program;
  }

  /** How many bytes a second memcpy copies twice on one core. */
  double bytesCopiedTwice(int block) {
    return rate(block, median(() -> program.twoCopies(bench.lengths().operationRun(), block)));
  }

  /** How many bytes a second get from one core to another through a ring, a block at a time. */
  double bytesCopiedAcross(int block) {
    return rate(
        block,
        median(
            () ->
                program.copyAcross(
                    bench.lengths().operationRun(), block, RING, Placement.PINNED.pair())));
  }

  private static double rate(int block, double nanos) {
    return block / nanos * NANOS_PER_SECOND;
  }

  public Section measure() {
    bench.progress("the machine's limits");
    var rows = new ArrayList<Row>();
    for (Placement placement : Placement.values()) {
      rows.add(roundTrip(placement, "asleep", "sleeping"));
      rows.add(roundTrip(placement, "spinning", "spinning"));
    }
    for (Replies.Size size : Replies.Size.values()) {
      String block = "blocks of " + size.label();
      rows.add(
          row(
              block + " copied twice on one core",
              Unit.GIB_PER_SECOND,
              bytesCopiedTwice(size.bytes())));
      rows.add(
          row(
              block + " through a ring to another core",
              Unit.GIB_PER_SECOND,
              bytesCopiedAcross(size.bytes())));
    }
    rows.addAll(crowd());
    return new Section(
        "The machine's limits",
        "C on both ends: two processes that wake each other by semaphores in shared memory; memcpy"
            + " on one core; and memcpy into shared memory by one process and out of it by another,"
            + " both spinning. By median times. And one process that spins and answers others at once:"
            + " their longest wait of a thousand.",
        rows,
        List.of());
  }

  /** What there is to be had for clients that share cores, in number and in the longest wait. */
  private List<Row> crowd() {
    var crowds =
        Stream.generate(() -> program.crowd(bench.lengths().run(), CROWD))
            .limit(bench.lengths().rounds())
            .toList();
    String who = CROWD + " clients of one that spins";
    return List.of(
        row("requests/s, " + who, Unit.THOUSANDS_PER_SECOND, Medians.of(crowds, Crowd::perSecond)),
        row("p99.9, " + who, Unit.MICROSECONDS, Medians.of(crowds, Crowd::nanos)));
  }

  private Row roundTrip(Placement placement, String how, String mode) {
    double nanos = median(() -> program.roundTrip(mode, bench.lengths().run(), placement.pair()));
    String where = placement == Placement.PINNED ? "two cores" : placement.label();
    return row("semaphore ping-pong, " + how + ", " + where, Unit.MICROSECONDS, nanos);
  }

  private double median(DoubleSupplier measurement) {
    return Medians.of(
        Stream.generate(measurement::getAsDouble).limit(bench.lengths().rounds()).toList(),
        Double::doubleValue);
  }

  private static Row row(String what, Unit unit, double value) {
    return Row.value(what, new Goal.None(), unit, value);
  }
}

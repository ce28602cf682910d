package dev.pmxcfs.bench.measure;

import dev.pmxcfs.bench.process.LimitsProgram;
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

  private final Bench bench;
  private final LimitsProgram program;

  public Limits(Bench bench, LimitsProgram program) {
    this.bench = bench;
    this.program = program;
  }

  /** How many bytes of blocks this machine copies in a second, twice each. */
  double bytesCopiedTwice(int block) {
    return median(() -> program.blocksPerSecond(bench.lengths().operationRun(), block)) * block;
  }

  public Section measure() {
    bench.progress("the machine's limits");
    var rows = new ArrayList<Row>();
    for (Placement placement : Placement.values()) {
      rows.add(roundTrip(placement, "asleep", "sleeping"));
      rows.add(roundTrip(placement, "spinning", "spinning"));
    }
    for (Replies.Size size : Replies.Size.values()) {
      String what = "memcpy of " + size.label() + " blocks, two copies of each";
      rows.add(row(what, Unit.GIB_PER_SECOND, bytesCopiedTwice(size.bytes())));
    }
    return new Section(
        "The machine's limits",
        "Two C processes that wake each other by semaphores in shared memory, and memcpy.",
        rows,
        List.of());
  }

  private Row roundTrip(Placement placement, String how, String mode) {
    double perSecond =
        median(() -> program.roundTripsPerSecond(mode, bench.lengths().run(), placement.pair()));
    String where = placement == Placement.PINNED ? "two cores" : placement.label();
    return row("semaphore ping-pong, " + how + ", " + where, Unit.MICROSECONDS, 1e9 / perSecond);
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

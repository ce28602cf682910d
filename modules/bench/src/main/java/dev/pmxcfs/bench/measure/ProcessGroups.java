package dev.pmxcfs.bench.measure;

import dev.pmxcfs.bench.process.GroupMemberProcess;
import dev.pmxcfs.bench.process.GroupMembers;
import dev.pmxcfs.bench.process.Load;
import dev.pmxcfs.bench.report.Goal;
import dev.pmxcfs.bench.report.Goal.AtLeast;
import dev.pmxcfs.bench.report.Goal.AtMost;
import dev.pmxcfs.bench.report.Row;
import dev.pmxcfs.bench.report.Section;
import dev.pmxcfs.bench.report.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A member of a process group on the library beside one on libcpg, both of one corosync. */
public final class ProcessGroups {

  private static final Goal LATENCY = new AtMost(1.2);
  private static final Goal THROUGHPUT = new AtLeast(0.8);
  private static final int SMALL = 64;

  /** Messages of one size, as many at a time as the request ring of 1 MiB holds, or are plenty. */
  private record Stream(String label, int size, int window) {}

  private static final List<Stream> STREAMS =
      List.of(
          new Stream("64 B", SMALL, 256),
          new Stream("1 KiB", 1024, 256),
          new Stream("64 KiB", 64 * 1024, 16));

  private final Bench bench;
  private final GroupMembers ours;
  private final GroupMembers libcpg;

  /**
   * @param ours on the library
   * @param libcpg on corosync's own
   */
  public ProcessGroups(Bench bench, GroupMembers ours, GroupMembers libcpg) {
    this.bench = bench;
    this.ours = ours;
    this.libcpg = libcpg;
  }

  public Section measure() {
    var rows = new ArrayList<Row>();
    bench.progress("members of process groups");
    var trips = compare(members -> members.trips(SMALL, bench.lengths().run()));
    rows.add(times("p50 of a message's round trip", LATENCY, trips, 0.5));
    rows.add(times("p99 of a message's round trip", new Goal.None(), trips, 0.99));
    rows.add(cpu("CPU per round trip", trips));
    for (Stream stream : STREAMS) {
      var loads =
          compare(members -> members.stream(stream.size, stream.window, bench.lengths().run()));
      rows.add(
          loads.ratio(
              "messages/s of " + stream.label,
              THROUGHPUT,
              Unit.THOUSANDS_PER_SECOND,
              Load::perSecond));
      rows.add(cpu("CPU per message of " + stream.label, loads));
      rows.add(
          loads.ratio(
              "corosync's CPU per message of " + stream.label,
              new Goal.None(),
              Unit.MICROSECONDS,
              Load::nanosOfServer));
    }
    var questions = compare(members -> members.questions(bench.lengths().run()));
    rows.add(times("p50 of a local question", new Goal.None(), questions, 0.5));
    rows.add(cpu("CPU per local question", questions));
    return new Section(
        "One member of a process group, without pinning",
        "The library's member, on an event loop, beside libcpg's in a loop of poll, both of the same"
            + " corosync, alone on its node. Messages come back to their sender, and are counted"
            + " then; 256 are on their way at a time, 16 of 64 KiB. The question is for the local"
            + " node's id. CPU is the member's own.",
        rows,
        List.of());
  }

  private Compared compare(Function<GroupMembers, GroupMemberProcess> start) {
    try (var our = start.apply(ours);
        var other = start.apply(libcpg)) {
      return Compared.measure(bench.lengths().rounds(), our::measure, other::measure);
    }
  }

  private static Row times(String what, Goal goal, Compared loads, double share) {
    return loads.ratio(what, goal, Unit.MICROSECONDS, load -> load.times().percentile(share));
  }

  private static Row cpu(String what, Compared loads) {
    return loads.ratio(what, new Goal.None(), Unit.MICROSECONDS, Load::nanosOfClients);
  }
}

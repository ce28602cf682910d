package dev.pmxcfs.state.log;

import java.util.ArrayList;
import java.util.List;

/**
 * Which entries the ring of the C server shows, worked out without a ring: every entry ever
 * inserted is remembered with its place and the lap round the ring it belongs to.
 */
final class SimulatedRing {

  private static final int END = 131_072;
  private static final int START = 8;
  private static final int MARGIN = 4096;

  private record Placed(int uid, int lap, int from, int to) {}

  private final List<Placed> placed = new ArrayList<>();

  void insert(int uid, int size) {
    int taken = (size + 7) / 8 * 8;
    int lap = placed.isEmpty() ? 0 : newest().lap;
    int from = placed.isEmpty() ? START : newest().to;
    if (from + taken >= END) {
      from = START;
      lap++;
    }
    placed.add(new Placed(uid, lap, from, from + taken));
  }

  private Placed newest() {
    return placed.get(placed.size() - 1);
  }

  /** The uids of the entries that are shown, the newest first. */
  List<Integer> visible() {
    List<Integer> uids = new ArrayList<>();
    for (int i = placed.size() - 1; i >= 0 && isReached(placed.get(i)); i--) {
      if (!isHiddenByLap(i)) {
        uids.add(placed.get(i).uid);
      }
    }
    return uids;
  }

  /** All of this lap, and of the one before what lies well ahead of the newest entry. */
  private boolean isReached(Placed entry) {
    return entry.lap == newest().lap
        || entry.lap == newest().lap - 1 && entry.from > newest().from + MARGIN;
  }

  /** The first of a lap is not shown once the newest has passed the last of the lap before. */
  private boolean isHiddenByLap(int i) {
    return i > 0
        && placed.get(i).lap > placed.get(i - 1).lap
        && placed.get(i - 1).from <= newest().from;
  }
}

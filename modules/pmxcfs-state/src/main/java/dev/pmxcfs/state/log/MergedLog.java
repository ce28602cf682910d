package dev.pmxcfs.state.log;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The logs of several nodes as one (operations, section 5.6; cluster, section 4.4).
 *
 * @param ring the newest messages, by their time
 * @param accepted the last message of each node among them
 */
record MergedLog(LogRing ring, AcceptedMessages accepted) {

  /** The largest entry is left out of the room, as in the C server. */
  private static final int ROOM =
      LogRingDescriptor.RING_SIZE - LogRingDescriptor.FIRST_ENTRY - LogEntryDescriptor.MAX_SIZE;

  /**
   * Takes the newest of all heads again and again, until there is no more room.
   *
   * @param logs each with its newest message first; the first one counts first at equal times
   */
  static MergedLog of(List<List<LogEntry>> logs) {
    SortedMap<LogEntry, LogEntry> taken = new TreeMap<>(LogEntry.ORDER);
    AcceptedMessages accepted = new AcceptedMessages();
    List<Integer> heads = new ArrayList<>(logs.stream().map(log -> 0).toList());
    int bytes = 0;
    int newest = newestHead(logs, heads);
    while (newest >= 0 && bytes < ROOM) {
      LogEntry entry = logs.get(newest).get(heads.get(newest));
      if (taken.putIfAbsent(entry, entry) == null) {
        accepted.accept(entry);
        bytes += LogRingDescriptor.alignedSize(entry.size());
      }
      heads.set(newest, heads.get(newest) + 1);
      newest = newestHead(logs, heads);
    }
    return new MergedLog(LogRing.of(taken.values()), accepted);
  }

  /** The log whose head has the latest time; none for times of 0, as in the C server. */
  private static int newestHead(List<List<LogEntry>> logs, List<Integer> heads) {
    int found = -1;
    int last = 0;
    for (int i = 0; i < logs.size(); i++) {
      if (heads.get(i) < logs.get(i).size()) {
        int time = logs.get(i).get(heads.get(i)).time();
        if (Integer.compareUnsigned(time, last) > 0) {
          last = time;
          found = i;
        }
      }
    }
    return found;
  }
}

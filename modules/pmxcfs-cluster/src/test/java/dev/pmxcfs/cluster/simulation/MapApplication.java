package dev.pmxcfs.cluster.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pmxcfs.cluster.group.Application;
import dev.pmxcfs.cluster.group.LeaveException;
import dev.pmxcfs.cluster.group.Member;
import dev.pmxcfs.cluster.group.MemberState;
import dev.pmxcfs.cluster.group.StoppedException;
import dev.pmxcfs.cluster.group.Synchronization;
import dev.pmxcfs.cluster.wire.MalformedFrameException;
import dev.pmxcfs.cluster.wire.NormalFrame;
import dev.pmxcfs.state.tree.Digest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A map that is the same on all members: the newest one leads, by the rules of the tree, and
 * changes that came together are stored together.
 */
public final class MapApplication implements Application<MapSubmission> {

  /** Puts a value under a name. */
  public static final int PUT = 1;

  /** As well, unless there is one. */
  public static final int ADD = 2;

  private final MapDatabase database;
  private final List<Put> putOff = new ArrayList<>();
  private final List<String> updates = new ArrayList<>();
  private MapContents told;
  private Member leader;
  private byte[] wanted;
  private int commits;
  private int syncs;
  private List<Member> members = List.of();

  private record Put(
      String name, String value, boolean isNew, Member sender, int time, MapSubmission waits) {}

  public MapApplication(MapDatabase database) {
    this.database = database;
  }

  /** The body of a change. */
  public static byte[] body(String name, int value) {
    return (name + "=" + value).getBytes(UTF_8);
  }

  @Override
  public byte[] state() {
    told = database.stored();
    return told.text().getBytes(UTF_8);
  }

  @Override
  public Synchronization process(List<MemberState> states, Member self)
      throws MalformedFrameException {
    MemberState best = states.get(0);
    for (MemberState state : states) {
      if (read(state).isNewerThan(read(best))) {
        best = state;
      }
    }
    leader = best.member();
    wanted = best.state();
    Set<Member> synced = new HashSet<>();
    for (MemberState state : states) {
      if (Arrays.equals(state.state(), wanted)) {
        synced.add(state.member());
      }
    }
    return new Synchronization(
        Optional.of(leader),
        synced,
        leader.equals(self) ? Optional.of(differing(states).iterator()) : Optional.empty());
  }

  private List<byte[]> differing(List<MemberState> states) {
    List<String> own = told.lines();
    Set<String> differing = new LinkedHashSet<>();
    for (MemberState state : states) {
      Set<String> theirs = new HashSet<>(lines(state.state()));
      own.stream().filter(line -> !theirs.contains(line)).forEach(differing::add);
    }
    return differing.stream().map(line -> line.getBytes(UTF_8)).toList();
  }

  private static List<String> lines(byte[] text) {
    return List.of(new String(text, UTF_8).split("\n"));
  }

  private static MapContents read(MemberState state) throws MalformedFrameException {
    try {
      return MapContents.of(lines(state.state()));
    } catch (IllegalArgumentException e) {
      throw new MalformedFrameException("a state cannot be read: " + e.getMessage(), e);
    }
  }

  @Override
  public void update(Member sender, byte[] update) throws MalformedFrameException {
    if (sender.equals(leader)) {
      String line = new String(update, UTF_8);
      int words = line.split(" ").length;
      if (words != 3 && words != 5) {
        throw new MalformedFrameException("an update cannot be read: " + line);
      }
      updates.add(line);
    }
  }

  @Override
  public void commit(Member sender) throws LeaveException {
    List<String> lines = new ArrayList<>();
    Set<String> there = new HashSet<>(lines(wanted).stream().map(MapApplication::name).toList());
    String head = told.lines().get(0);
    for (String update : updates) {
      head = update.split(" ").length == 3 ? update : head;
    }
    lines.add(head);
    told.lines().stream().skip(1).filter(line -> there.contains(name(line))).forEach(lines::add);
    updates.stream().filter(line -> line.split(" ").length == 5).forEach(lines::add);
    MapContents updated;
    try {
      updated = MapContents.of(lines);
    } catch (IllegalArgumentException e) {
      throw new LeaveException("the updates cannot be read", e);
    }
    if (!Arrays.equals(updated.text().getBytes(UTF_8), wanted)) {
      throw new LeaveException("the updates do not make what the leader has");
    }
    store(updated);
    commits++;
  }

  private static String name(String line) {
    return line.split(" ")[0];
  }

  private void store(MapContents contents) throws StoppedException {
    try {
      database.store(contents);
    } catch (IllegalStateException e) {
      throw new StoppedException(e.getMessage(), e);
    }
  }

  @Override
  public void discard() {
    updates.clear();
    told = null;
    leader = null;
    wanted = null;
  }

  @Override
  public void apply(Member sender, NormalFrame frame, MapSubmission submission)
      throws MalformedFrameException {
    String[] words = new String(frame.body(), UTF_8).split("=");
    boolean isKnown = frame.subtype() == PUT || frame.subtype() == ADD;
    if (!isKnown || words.length != 2 || !words[1].matches("\\d{1,9}")) {
      if (submission != null) {
        submission.answer(false);
      }
      throw new MalformedFrameException("a change cannot be read");
    }
    boolean isNew = frame.subtype() == ADD;
    putOff.add(
        new Put(words[0].replaceAll("\\s", ""), words[1], isNew, sender, frame.time(), submission));
  }

  @Override
  public void flush() throws LeaveException {
    if (putOff.isEmpty()) {
      return;
    }
    List<Put> ready = List.copyOf(putOff);
    putOff.clear();
    MapContents changed = database.stored();
    List<Boolean> made = new ArrayList<>();
    for (Put put : ready) {
      boolean isMade = !put.isNew() || !changed.entries().containsKey(put.name());
      made.add(isMade);
      if (isMade) {
        changed = changed.with(put.name(), put.value(), put.sender().nodeId(), put.time());
      }
    }
    try {
      store(changed);
    } catch (StoppedException e) {
      ready.forEach(put -> answer(put, false));
      throw e;
    }
    for (int i = 0; i < ready.size(); i++) {
      answer(ready.get(i), made.get(i));
    }
  }

  private static void answer(Put put, boolean isMade) {
    if (put.waits() != null) {
      put.waits().answer(isMade);
    }
  }

  @Override
  public Digest digest() {
    return Digest.ofBytes(database.stored().text().getBytes(UTF_8));
  }

  @Override
  public void changed(List<Member> those) {
    members = those;
  }

  @Override
  public void synced() {
    syncs++;
  }

  /** How often it took over what a leader has. */
  public int commits() {
    return commits;
  }

  /** How often it was told that it is the same as the others. */
  public int syncs() {
    return syncs;
  }

  /** Who it was told is a member. */
  public List<Member> members() {
    return members;
  }
}

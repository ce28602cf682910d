package dev.pmxcfs.cluster.simulation;

import dev.pmxcfs.cluster.group.Application;
import dev.pmxcfs.cluster.group.LeaveException;
import dev.pmxcfs.cluster.group.Member;
import dev.pmxcfs.cluster.group.MemberState;
import dev.pmxcfs.cluster.group.Submission;
import dev.pmxcfs.cluster.group.Synchronization;
import dev.pmxcfs.cluster.wire.MalformedFrameException;
import dev.pmxcfs.cluster.wire.NormalFrame;
import dev.pmxcfs.state.tree.Digest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Looks at each sync: whether the right one leads, and what is given up by that. */
final class Referee {

  private final Ledger ledger;

  /** What members had when they sent a state, by its digest. */
  private final Map<Digest, Told> told = new HashMap<>();

  private record Told(long version, int mtime, Set<Integer> changes) {}

  Referee(Ledger ledger) {
    this.ledger = ledger;
  }

  /** An application that is looked at. */
  <S extends Submission> Application<S> watched(
      Member self, Database<S> database, Application<S> application) {
    return new Watched<>(self, database, application);
  }

  private void led(List<MemberState> states, Synchronization result) {
    Member leader = result.leader().orElseThrow();
    Told leading = null;
    Told best = null;
    for (MemberState state : states) {
      Told one = told.get(Digest.ofBytes(state.state()));
      if (one == null) {
        return; // of the hostile member
      }
      if (best == null || isNewer(one, best)) {
        best = one;
      }
      if (state.member().equals(leader)) {
        leading = one;
      }
    }
    if (leading != best) {
      throw new AssertionError(leader + " leads, and another one has to (item 220)");
    }
    for (MemberState state : states) {
      Set<Integer> given = new HashSet<>(told.get(Digest.ofBytes(state.state())).changes());
      given.removeAll(leading.changes());
      ledger.given(given);
    }
  }

  private static boolean isNewer(Told one, Told other) {
    int order = Long.compareUnsigned(one.version(), other.version());
    return order > 0 || order == 0 && Integer.compareUnsigned(one.mtime(), other.mtime()) > 0;
  }

  private final class Watched<S extends Submission> implements Application<S> {

    private final Member self;
    private final Database<S> database;
    private final Application<S> application;

    Watched(Member self, Database<S> database, Application<S> application) {
      this.self = self;
      this.database = database;
      this.application = application;
    }

    @Override
    public byte[] state() {
      byte[] state = application.state();
      told.putIfAbsent(
          Digest.ofBytes(state),
          new Told(database.version(), database.mtime(), database.changes()));
      return state;
    }

    @Override
    public Synchronization process(List<MemberState> states, Member own)
        throws MalformedFrameException, LeaveException {
      if (!own.equals(self)) {
        throw new AssertionError(self + " is taken for " + own);
      }
      Synchronization result = application.process(states, own);
      if (result.leader().isPresent()) {
        led(states, result);
      }
      return result;
    }

    @Override
    public void update(Member sender, byte[] update) throws MalformedFrameException {
      application.update(sender, update);
    }

    @Override
    public void commit(Member sender) throws LeaveException {
      application.commit(sender);
    }

    @Override
    public void discard() {
      application.discard();
    }

    @Override
    public void apply(Member sender, NormalFrame frame, S submission)
        throws MalformedFrameException, LeaveException {
      application.apply(sender, frame, submission);
    }

    @Override
    public long rest(long nowMillis) throws LeaveException {
      return application.rest(nowMillis);
    }

    @Override
    public void flush() throws LeaveException {
      application.flush();
    }

    @Override
    public Digest digest() {
      return application.digest();
    }

    @Override
    public void changed(List<Member> members) {
      application.changed(members);
    }

    @Override
    public void synced() {
      application.synced();
    }
  }
}

package dev.pmxcfs.ipc.cli.corosync;

import dev.qbipc.corosync.Corosync;
import dev.qbipc.corosync.CorosyncError;
import dev.qbipc.corosync.CorosyncException;
import dev.qbipc.corosync.votequorum.Votequorum;
import dev.qbipc.corosync.votequorum.VotequorumInfo;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What nodes vote with. Numbers are unsigned.
 *
 * @param total how many votes there are
 * @param expected how many there would be if all nodes were there
 * @param needed how many the quorum takes
 * @param byNode those of each node that was ever seen
 */
record Votes(int total, int expected, int needed, Map<Integer, Integer> byNode) {

  private static final String UNKNOWN = "-";

  /**
   * Asks for them.
   *
   * @param ids whose votes
   * @return nothing where corosync.conf has nobody count votes
   */
  static Optional<Votes> read(Corosync corosync, Collection<Integer> ids, Answers answers) {
    Votequorum votequorum;
    try {
      votequorum = answers.await(corosync.votequorum());
    } catch (CorosyncException e) {
      if (e.error() == CorosyncError.NOT_SUPPORTED) {
        return Optional.empty();
      }
      throw e;
    }
    VotequorumInfo info = answers.await(votequorum.info());
    Map<Integer, Integer> byNode = new HashMap<>();
    for (int id : ids) {
      info(votequorum, id, answers).ifPresent(of -> byNode.put(id, of.votes()));
    }
    return Optional.of(new Votes(info.totalVotes(), info.expectedVotes(), info.quorum(), byNode));
  }

  private static Optional<VotequorumInfo> info(Votequorum votequorum, int id, Answers answers) {
    try {
      return Optional.of(answers.await(votequorum.info(id)));
    } catch (CorosyncException e) {
      if (e.error() == CorosyncError.NOT_EXIST) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** As in {@code 2 of 3 votes, 2 needed}. */
  String text() {
    return Integer.toUnsignedString(total)
        + " of "
        + Integer.toUnsignedString(expected)
        + " votes, "
        + Integer.toUnsignedString(needed)
        + " needed";
  }

  /** A node's, for people. */
  String of(Node node) {
    Integer votes = byNode.get(node.id());
    return votes == null ? UNKNOWN : Integer.toUnsignedString(votes);
  }

  /** All but those of nodes, for programs. */
  JsonObject toJson() {
    return new JsonObject()
        .put("total", Integer.toUnsignedLong(total))
        .put("expected", Integer.toUnsignedLong(expected))
        .put("needed", Integer.toUnsignedLong(needed));
  }

  /** A node's, for programs; null if it was never seen. */
  Long jsonOf(Node node) {
    Integer votes = byNode.get(node.id());
    return votes == null ? null : Integer.toUnsignedLong(votes);
  }
}

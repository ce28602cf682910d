package dev.pmxcfs.docs.guide;

import dev.qbipc.corosync.Corosync;
import io.vertx.core.Future;

/** Asks how many votes there are. */
final class VoteCount {

  private VoteCount() {}

  /** How many of the votes that are needed for the quorum are there, as in "3 of 2". */
  static Future<String> votes(Corosync corosync) {
    return corosync
        .votequorum()
        .compose(
            votequorum ->
                votequorum
                    .info()
                    .map(info -> info.totalVotes() + " of " + info.quorum())
                    .eventually(votequorum::close));
  }
}

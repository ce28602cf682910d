package dev.qbipc.corosync.cpg;

import dev.qbipc.corosync.CorosyncConnection;
import dev.qbipc.corosync.CorosyncException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import java.util.List;

/** A connection that asks about process groups and joins none; for that see {@link CpgGroup}. */
public interface Cpg extends CorosyncConnection {

  /** {@return this node's id; unsigned} */
  Future<Integer> localNodeId();

  /**
   * The members of a group, by node and process.
   *
   * @param group its name
   * @return empty for a group that nobody has joined
   * @throws CorosyncException for names that {@link dev.qbipc.corosync.Corosync#group} refuses
   */
  Future<List<CpgAddress>> members(String group);

  /** {@return the names of all groups that have members} */
  Future<List<String>> groups();

  /** {@return all members of all groups} */
  Future<List<CpgEntry>> entries();

  /**
   * The members of a group, asked for one by one: {@link #members} has them in one answer, which
   * has room for 384.
   *
   * @param group its name
   * @return empty for a group that nobody has joined
   * @throws CorosyncException for names that {@link dev.qbipc.corosync.Corosync#group} refuses
   */
  Future<List<CpgEntry>> entries(String group);

  @Override
  Cpg closeHandler(Handler<CorosyncException> handler);
}

package dev.qbipc.corosync.cpg.impl;

import dev.qbipc.corosync.CorosyncError;
import dev.qbipc.corosync.CorosyncException;
import dev.qbipc.corosync.cpg.Cpg;
import dev.qbipc.corosync.cpg.CpgAddress;
import dev.qbipc.corosync.cpg.CpgEntry;
import dev.qbipc.corosync.cpg.impl.wire.GroupName;
import dev.qbipc.corosync.cpg.impl.wire.Iteration;
import dev.qbipc.corosync.cpg.impl.wire.LocalGet;
import dev.qbipc.corosync.cpg.impl.wire.MembershipGet;
import dev.qbipc.corosync.impl.transport.LocalCorosync;
import dev.qbipc.corosync.impl.transport.Outgoing;
import dev.qbipc.corosync.impl.transport.ServiceConnection;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;

/** Asks about process groups. */
public final class CpgImpl implements Cpg {

  /** As libqb's own. */
  private static final int FLOW_CONTROL_LIMIT = 1;

  private final ServiceConnection connection;

  private CpgImpl(ServiceConnection connection) {
    this.connection = connection;
  }

  /** See {@link dev.qbipc.corosync.Corosync#cpg}. */
  public static Future<Cpg> open(LocalCorosync corosync) {
    return ServiceConnection.open(corosync, Membership.SERVICE, FLOW_CONTROL_LIMIT)
        .map(CpgImpl::new);
  }

  @Override
  public Future<Integer> localNodeId() {
    return connection.request(LocalGet.request(), "local node id", LocalGet::nodeId);
  }

  @Override
  public Future<List<CpgAddress>> members(String group) {
    var name = new GroupName(group);
    return connection.request(
        MembershipGet.request(name), "members of group " + name, MembershipGet::members);
  }

  @Override
  public Future<List<String>> groups() {
    return list(Iteration.ofNames()).map(list -> list.stream().map(CpgEntry::group).toList());
  }

  @Override
  public Future<List<CpgEntry>> entries() {
    return list(Iteration.ofAllMembers());
  }

  @Override
  public Future<List<CpgEntry>> entries(String group) {
    return list(Iteration.ofMembers(new GroupName(group)));
  }

  private Future<List<CpgEntry>> list(Outgoing initialize) {
    return connection
        .request(initialize, "beginning a list of groups", Iteration::handle)
        .compose(
            handle -> {
              Promise<List<CpgEntry>> listed = Promise.promise();
              listRest(handle, new ArrayList<>(), listed);
              return listed
                  .future()
                  .transform(list -> endList(handle).transform(ended -> of(list, ended)));
            });
  }

  /** The list's own failure says more than that of its end, which may come of it. */
  private static <T> Future<T> of(AsyncResult<T> list, AsyncResult<Void> ended) {
    if (list.failed()) {
      return Future.failedFuture(list.cause());
    }
    return ended.failed()
        ? Future.failedFuture(ended.cause())
        : Future.succeededFuture(list.result());
  }

  /** One step after the other, not one within the other: there may be thousands. */
  private void listRest(long handle, List<CpgEntry> list, Promise<List<CpgEntry>> listed) {
    connection
        .request(Iteration.next(handle), "list of groups", Iteration::entry)
        .onSuccess(
            entry -> {
              list.add(entry);
              listRest(handle, list, listed);
            })
        .onFailure(
            failure -> {
              if (isEnd(failure)) {
                listed.complete(List.copyOf(list));
              } else {
                listed.fail(failure);
              }
            });
  }

  private static boolean isEnd(Throwable failure) {
    return failure instanceof CorosyncException corosyncs
        && corosyncs.error() == CorosyncError.NO_SECTIONS;
  }

  private Future<Void> endList(long handle) {
    return connection.request(
        Iteration.finalize(handle), "ending a list of groups", answer -> null);
  }

  @Override
  public Cpg closeHandler(Handler<CorosyncException> handler) {
    connection.closeHandler(handler);
    return this;
  }

  @Override
  public boolean isOpen() {
    return connection.isOpen();
  }

  @Override
  public Future<Void> close() {
    return connection.close();
  }
}

package dev.qbipc.corosync.cfg;

import dev.qbipc.corosync.CorosyncError;
import io.vertx.core.Future;

/**
 * Whether corosync may end. It can be answered once, now or later, on any thread, as long as it is
 * {@linkplain #isOpen open}.
 */
public interface CfgShutdownQuestion {

  /** {@return whether corosync will end even if the answer is no} */
  boolean isRegardless();

  /**
   * {@return whether an answer may still count: none was given, there is no newer question, {@link
   * Cfg#untrackShutdown()} was not called, and the connection is there} Corosync waits for it for
   * {@code cfg.shutdown_timeout}, 5 seconds by default, but 3.1 does not tell when that is over.
   */
  boolean isOpen();

  /**
   * Says yes.
   *
   * @return completes when corosync has taken the answer; fails with {@link CorosyncError#ACCESS}
   *     when it is too late
   */
  Future<Void> allow();

  /**
   * Says no, and is otherwise as {@link #allow()}.
   *
   * @return as there
   */
  Future<Void> refuse();
}

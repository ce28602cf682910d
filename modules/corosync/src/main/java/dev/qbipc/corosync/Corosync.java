package dev.qbipc.corosync;

import dev.qbipc.corosync.cfg.Cfg;
import dev.qbipc.corosync.cmap.Cmap;
import dev.qbipc.corosync.cpg.Cpg;
import dev.qbipc.corosync.cpg.CpgGroup;
import dev.qbipc.corosync.cpg.CpgOptions;
import dev.qbipc.corosync.impl.CorosyncImpl;
import dev.qbipc.corosync.quorum.Quorum;
import dev.qbipc.corosync.votequorum.Votequorum;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/**
 * The corosync of this machine. Making one connects nothing: each of its services is a connection
 * of its own, made when it is asked for.
 *
 * <p>When corosync goes, one line of the log says so, however many connections there are, and one
 * when it is back. Any thread may call the methods. Vert.x has to use its native epoll transport.
 */
public interface Corosync {

  /**
   * {@return corosync with the default options}
   *
   * @param vertx whose contexts and timers are used
   */
  static Corosync create(Vertx vertx) {
    return create(vertx, new CorosyncOptions());
  }

  /**
   * {@return corosync, which need not run yet}
   *
   * @param vertx whose contexts and timers are used
   * @param options copied
   */
  static Corosync create(Vertx vertx, CorosyncOptions options) {
    return new CorosyncImpl(vertx, options);
  }

  /**
   * As {@link #group(String, CpgOptions)}, with the default options.
   *
   * @param name as there
   * @return as there
   */
  default CpgGroup group(String name) {
    return group(name, new CpgOptions());
  }

  /**
   * {@return a process group, which is not joined yet} It belongs to the caller's context.
   *
   * @param name 1 to 128 bytes in UTF-8, none of them zero but perhaps the last: programs in C that
   *     count the NUL of their group's name are in another group than those that do not
   * @param options copied
   * @throws CorosyncException with {@link CorosyncError#NAME_TOO_LONG} for a longer name, and with
   *     {@link CorosyncError#INVALID_PARAM} for another one that corosync would not handle right
   */
  CpgGroup group(String name, CpgOptions options);

  /**
   * Connects to ask about process groups.
   *
   * @return the connection; fails with a {@link CorosyncException} if there is none to be had
   */
  Future<Cpg> cpg();

  /**
   * Connects to ask for the quorum, or to track it.
   *
   * @return the connection; fails with a {@link CorosyncException} if there is none to be had
   */
  Future<Quorum> quorum();

  /**
   * Connects to ask for votes, to set them, or to track them.
   *
   * @return fails with {@link CorosyncError#NOT_SUPPORTED} where corosync.conf does not have
   *     votequorum as its provider of the quorum
   */
  Future<Votequorum> votequorum();

  /**
   * Connects to what rules corosync itself.
   *
   * @return the connection; fails with a {@link CorosyncException} if there is none to be had
   */
  Future<Cfg> cfg();

  /**
   * Connects to the map of settings and states.
   *
   * @return the connection; fails with a {@link CorosyncException} if there is none to be had
   */
  Future<Cmap> cmap();

  /**
   * Connects to the map of statistics, whose keys begin with {@code stats.}: of connections, totem
   * and its links. It is read alone, but for keys of {@code stats.clear.}, and corosync has it
   * since 3.0; an older one fails with {@link CorosyncError#INVALID_PARAM}.
   *
   * @return the connection; fails with a {@link CorosyncException} if there is none to be had
   */
  Future<Cmap> cmapStatistics();
}

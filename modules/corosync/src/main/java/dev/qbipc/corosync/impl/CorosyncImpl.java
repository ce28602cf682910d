package dev.qbipc.corosync.impl;

import dev.qbipc.corosync.Corosync;
import dev.qbipc.corosync.CorosyncOptions;
import dev.qbipc.corosync.cfg.Cfg;
import dev.qbipc.corosync.cfg.impl.CfgImpl;
import dev.qbipc.corosync.cmap.Cmap;
import dev.qbipc.corosync.cmap.impl.CmapImpl;
import dev.qbipc.corosync.cpg.Cpg;
import dev.qbipc.corosync.cpg.CpgGroup;
import dev.qbipc.corosync.cpg.CpgOptions;
import dev.qbipc.corosync.cpg.impl.CpgGroupImpl;
import dev.qbipc.corosync.cpg.impl.CpgImpl;
import dev.qbipc.corosync.impl.transport.LocalCorosync;
import dev.qbipc.corosync.impl.transport.Outage;
import dev.qbipc.corosync.quorum.Quorum;
import dev.qbipc.corosync.quorum.impl.QuorumImpl;
import dev.qbipc.corosync.votequorum.Votequorum;
import dev.qbipc.corosync.votequorum.impl.VotequorumImpl;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** The way in: what its connections share is made here. */
public final class CorosyncImpl implements Corosync {

  private final LocalCorosync corosync;

  public CorosyncImpl(Vertx vertx, CorosyncOptions options) {
    corosync = new LocalCorosync(vertx, new CorosyncOptions(options), new Outage());
  }

  @Override
  public CpgGroup group(String name, CpgOptions options) {
    return new CpgGroupImpl(corosync, name, new CpgOptions(options));
  }

  @Override
  public Future<Cpg> cpg() {
    return CpgImpl.open(corosync);
  }

  @Override
  public Future<Quorum> quorum() {
    return QuorumImpl.open(corosync);
  }

  @Override
  public Future<Votequorum> votequorum() {
    return VotequorumImpl.open(corosync);
  }

  @Override
  public Future<Cfg> cfg() {
    return CfgImpl.open(corosync);
  }

  @Override
  public Future<Cmap> cmap() {
    return CmapImpl.open(corosync);
  }

  @Override
  public Future<Cmap> cmapStatistics() {
    return CmapImpl.openStatistics(corosync);
  }
}

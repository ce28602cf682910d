package dev.qbipc.fuse.session;

import dev.qbipc.fuse.Caller;
import dev.qbipc.fuse.wire.InHeader;

/** Who has made the request that a reader has read last. */
final class CallerView implements Caller {

  private final Incoming request;

  CallerView(Incoming request) {
    this.request = request;
  }

  @Override
  public int uid() {
    return InHeader.uid(request.bytes());
  }

  @Override
  public int gid() {
    return InHeader.gid(request.bytes());
  }

  @Override
  public int pid() {
    return InHeader.pid(request.bytes());
  }
}

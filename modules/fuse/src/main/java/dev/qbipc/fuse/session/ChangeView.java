package dev.qbipc.fuse.session;

import dev.qbipc.fuse.AttributeChange;
import dev.qbipc.fuse.FileSystem;
import dev.qbipc.fuse.wire.request.SetattrIn;

/** The change that the request wants that a reader has read last. */
final class ChangeView implements AttributeChange {

  private final Incoming request;

  ChangeView(Incoming request) {
    this.request = request;
  }

  private boolean sets(int what) {
    return (SetattrIn.valid(request.bytes()) & what) != 0;
  }

  @Override
  public long handle() {
    return sets(SetattrIn.FH) ? SetattrIn.fh(request.bytes()) : FileSystem.NO_HANDLE;
  }

  @Override
  public boolean hasSize() {
    return sets(SetattrIn.SIZE_FLAG);
  }

  @Override
  public boolean hasMode() {
    return sets(SetattrIn.MODE);
  }

  @Override
  public boolean hasUid() {
    return sets(SetattrIn.UID);
  }

  @Override
  public boolean hasGid() {
    return sets(SetattrIn.GID);
  }

  @Override
  public boolean hasAccessed() {
    return sets(SetattrIn.ATIME);
  }

  @Override
  public boolean isAccessedNow() {
    return sets(SetattrIn.ATIME_NOW);
  }

  @Override
  public boolean hasModified() {
    return sets(SetattrIn.MTIME);
  }

  @Override
  public boolean isModifiedNow() {
    return sets(SetattrIn.MTIME_NOW);
  }

  @Override
  public long size() {
    return SetattrIn.size(request.bytes());
  }

  @Override
  public int mode() {
    return SetattrIn.mode(request.bytes());
  }

  @Override
  public int uid() {
    return SetattrIn.uid(request.bytes());
  }

  @Override
  public int gid() {
    return SetattrIn.gid(request.bytes());
  }

  @Override
  public long accessedSeconds() {
    return SetattrIn.atime(request.bytes());
  }

  @Override
  public int accessedNanos() {
    return SetattrIn.atimensec(request.bytes());
  }

  @Override
  public long modifiedSeconds() {
    return SetattrIn.mtime(request.bytes());
  }

  @Override
  public int modifiedNanos() {
    return SetattrIn.mtimensec(request.bytes());
  }
}

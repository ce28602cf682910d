package dev.pmxcfs.mount.kernel;

import dev.pmxcfs.api.ByteString;
import dev.qbipc.fuse.Name;

/** The name of an entry that a listing shows, again and again another one. For one thread. */
final class ShownName extends Name {

  private static final int FIRST_ROOM = 1024;

  private byte[] room = new byte[FIRST_ROOM];

  ShownName() {
    super(new byte[0]);
  }

  /** Makes this another name; returns this. */
  ShownName set(ByteString name) {
    if (name.length() > room.length) {
      room = new byte[name.length()];
    }
    name.copyInto(room);
    set(room, name.length());
    return this;
  }
}

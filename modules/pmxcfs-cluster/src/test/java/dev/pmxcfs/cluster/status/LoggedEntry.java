package dev.pmxcfs.cluster.status;

import dev.pmxcfs.api.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What a client had logged, by the entry that a recorded node has made of it. */
record LoggedEntry(int priority, ByteString ident, ByteString tag, int pid, ByteString message) {

  static LoggedEntry of(byte[] entry) {
    ByteBuffer fields = ByteBuffer.wrap(entry).order(ByteOrder.LITTLE_ENDIAN);
    int ident = 44 + entry[37];
    int tag = ident + entry[38];
    int message = tag + entry[39];
    return new LoggedEntry(
        entry[36],
        ByteString.copyUntilNul(entry, ident, tag),
        ByteString.copyUntilNul(entry, tag, message),
        fields.getInt(32),
        ByteString.copyUntilNul(entry, message, entry.length));
  }
}

package dev.pmxcfs.cluster.real;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.pmxcfs.cluster.wire.FrameType;
import dev.pmxcfs.cluster.wire.StatusKind;
import dev.pmxcfs.state.change.ChangeKind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Frames that no pmxcfs sends, by what the C server makes of them (cluster, section 6.1). */
final class HostileFrames {

  private static final int NO_SUCH_TYPE = 9;
  private static final int NO_SUCH_KIND = 9;
  private static final byte[] NOTHING = {};
  private static final byte[] DIRECTORY = body(0, 0, 0, "hostile\0", "", "");

  private HostileFrames() {}

  /** The body of a change (cluster, section 3.6). */
  private static byte[] body(int size, int offset, int flags, String path, String to, String data) {
    byte[] text = (path + to + data).getBytes(ISO_8859_1);
    return ByteBuffer.allocate(20 + text.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(size)
        .putInt(offset)
        .putInt(path.length())
        .putInt(to.length())
        .putInt(flags)
        .put(text)
        .array();
  }

  /** Those for which every member of the tree's group leaves it, to come back. */
  static Map<String, byte[]> leaving(RawMember raw) {
    int mkdir = ChangeKind.MKDIR.number();
    byte[] whole = raw.normal(mkdir, DIRECTORY);
    byte[] unended = DIRECTORY.clone();
    unended[unended.length - 1] = 'x';
    Map<String, byte[]> frames = new LinkedHashMap<>();
    frames.put("of 3 bytes", new byte[3]);
    frames.put("of a change, of 23 bytes", Arrays.copyOf(whole, 23));
    frames.put("of a sync, of 31 bytes", Arrays.copyOf(raw.sync(2, NOTHING), 31));
    frames.put("of no known kind", raw.normal(NO_SUCH_KIND, new byte[20]));
    frames.put("whose body is cut", raw.normal(mkdir, Arrays.copyOf(DIRECTORY, 19)));
    frames.put(
        "with more than its lengths say",
        raw.normal(mkdir, Arrays.copyOf(DIRECTORY, DIRECTORY.length + 1)));
    frames.put("whose path does not end", raw.normal(mkdir, unended));
    frames.put("to unlock nothing", raw.normal(ChangeKind.UNLOCK_REQUEST.number(), new byte[32]));
    frames.put("to verify, of 39 bytes", raw.sync(FrameType.VERIFY_REQUEST.ordinal(), new byte[7]));
    return frames;
  }

  /** Those that are ignored, refused or done alike everywhere. */
  static Map<String, byte[]> staying(RawMember raw) {
    int mkdir = ChangeKind.MKDIR.number();
    int write = ChangeKind.WRITE.number();
    Map<String, byte[]> frames = new LinkedHashMap<>();
    frames.put("of an older version", raw.normal(0, mkdir, DIRECTORY));
    frames.put("of no known type", raw.sync(NO_SUCH_TYPE, NOTHING));
    frames.put("of another sync", raw.otherSync(FrameType.UPDATE_COMPLETE.ordinal(), NOTHING));
    frames.put("a start of a sync", raw.sync(FrameType.SYNC_START.ordinal(), NOTHING));
    frames.put("an update", raw.sync(FrameType.UPDATE.ordinal(), new byte[3]));
    frames.put("a verification", raw.sync(FrameType.VERIFY.ordinal(), new byte[40]));
    frames.put("without a path", raw.normal(write, body(1, 0, 0, "", "", "x")));
    frames.put("too large", raw.normal(write, body(1, 1 << 20, 0, "big\0", "", "x")));
    frames.put("made", raw.normal(mkdir, DIRECTORY));
    frames.put("made twice", raw.normal(mkdir, DIRECTORY));
    frames.put("with a slash", raw.normal(mkdir, body(0, 0, 0, "//hostile//below\0", "", "")));
    frames.put("no UTF-8", raw.normal(mkdir, body(0, 0, 0, "\u00e4\u00ff\0", "", "")));
    frames.put("long", raw.normal(mkdir, body(0, 0, 0, "n".repeat(300) + "\0", "", "")));
    frames.put("a dot", raw.normal(mkdir, body(0, 0, 0, "hostile/.\0", "", "")));
    frames.put("dots", raw.normal(mkdir, body(0, 0, 0, "hostile/..\0", "", "")));
    frames.put("within none", raw.normal(mkdir, body(0, 0, 0, "none/within\0", "", "")));
    frames.put(
        "not empty", raw.normal(ChangeKind.DELETE.number(), body(0, 0, 0, "hostile\0", "", "")));
    frames.put(
        "renamed to nothing",
        raw.normal(ChangeKind.RENAME.number(), body(0, 0, 0, "none\0", "", "")));
    return frames;
  }

  /** What crashes the C server (recording 20-06b), and has no effect here. */
  static byte[] crashing(RawMember raw, String existing) {
    return raw.normal(ChangeKind.RENAME.number(), body(0, 0, 0, existing + "\0", "", ""));
  }

  /** Those of the status group that are dropped. */
  static Map<String, byte[]> dropped(RawMember raw) {
    int update = StatusKind.UPDATE.number();
    byte[] key = new byte[256];
    Arrays.fill(key, (byte) 'k');
    byte[] address = Arrays.copyOf("nodeip".getBytes(ISO_8859_1), 256 + 4);
    Arrays.fill(address, 256, 260, (byte) '1');
    byte[] value = Arrays.copyOf("large".getBytes(ISO_8859_1), 256 + 40_000);
    Map<String, byte[]> frames = new LinkedHashMap<>();
    frames.put("of no known kind", raw.normal(7, NOTHING));
    frames.put("cut within the key", raw.normal(update, new byte[255]));
    frames.put("whose key does not end", raw.normal(update, key));
    frames.put("an address that does not end", raw.normal(update, address));
    frames.put("a large value", raw.normal(update, value));
    frames.put("half a line of the log", raw.normal(StatusKind.LOG.number(), new byte[47]));
    frames.put("a line without texts", raw.normal(StatusKind.LOG.number(), new byte[48]));
    frames.put("of a version before the first", raw.sync(FrameType.UPDATE.ordinal(), NOTHING));
    return frames;
  }
}

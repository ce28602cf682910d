package dev.pmxcfs.mount;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.ClusterState;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What the built-in files and links say at the moment (mount, section 3). */
final class BuiltInTexts {

  private static final ByteString ALL_USERS = ByteString.of("");
  private static final int LOG_ENTRIES = 50;
  private static final byte[] ON = "1\n".getBytes(US_ASCII);
  private static final byte[] OFF = "0\n".getBytes(US_ASCII);

  private final ClusterState state;
  private final DebugLogging debug;
  private final Map<BuiltIn, byte[]> links = new EnumMap<>(BuiltIn.class);

  BuiltInTexts(ClusterState state, ByteString node, DebugLogging debug) {
    this.state = state;
    this.debug = debug;
    String own = "nodes/" + node.toLatin1();
    links.put(BuiltIn.LOCAL, own.getBytes(ISO_8859_1));
    for (BuiltIn guests : List.of(BuiltIn.QEMU_SERVER, BuiltIn.LXC, BuiltIn.OPENVZ)) {
      links.put(guests, (own + "/" + guests.fileName().toLatin1()).getBytes(ISO_8859_1));
    }
  }

  /** The contents of a file, or the target of a link; not to be changed. */
  byte[] of(BuiltIn builtIn) {
    return switch (builtIn) {
      case VERSION -> state.fsVersion();
      case MEMBERS -> state.clusterInfo();
      case VMLIST -> state.guestList();
      case RRD -> withoutNul(state.rrdDump());
      case CLUSTERLOG -> state.clusterLog(ALL_USERS, LOG_ENTRIES);
      case DEBUG -> debug.isOn() ? ON : OFF;
      case LOCAL, QEMU_SERVER, LXC, OPENVZ -> links.get(builtIn);
    };
  }

  private static byte[] withoutNul(byte[] text) {
    boolean endsInNul = text.length > 0 && text[text.length - 1] == 0;
    return endsInNul ? Arrays.copyOf(text, text.length - 1) : text;
  }

  /**
   * What is written to {@code .debug}: a digit and a line feed count, and the rest is ignored.
   *
   * @return how many bytes were taken; 0 if they say nothing
   */
  int setDebug(byte[] data) {
    if (Arrays.equals(data, 0, Math.min(data.length, ON.length), ON, 0, ON.length)) {
      debug.set(true);
      return ON.length;
    } else if (Arrays.equals(data, 0, Math.min(data.length, OFF.length), OFF, 0, OFF.length)) {
      debug.set(false);
      return OFF.length;
    }
    return 0;
  }
}

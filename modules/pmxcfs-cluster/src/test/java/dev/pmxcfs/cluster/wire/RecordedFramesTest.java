package dev.pmxcfs.cluster.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.cluster.group.GroupProtocol;
import dev.pmxcfs.cluster.recorded.Recording;
import dev.pmxcfs.cluster.recorded.Recording.Kind;
import dev.pmxcfs.state.change.ChangeDescriptor;
import dev.pmxcfs.state.change.ChangeKind;
import dev.pmxcfs.state.change.CreateFile;
import dev.pmxcfs.state.change.DeleteEntry;
import dev.pmxcfs.state.change.MakeDirectory;
import dev.pmxcfs.state.change.PrimitiveChange;
import dev.pmxcfs.state.change.RenameEntry;
import dev.pmxcfs.state.change.SetMtime;
import dev.pmxcfs.state.change.WriteFile;
import dev.pmxcfs.state.log.ClusterLog;
import dev.pmxcfs.state.log.LogEntry;
import dev.pmxcfs.state.replica.TreeUpdate;
import dev.pmxcfs.state.tree.Attributes;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.Digest;
import dev.pmxcfs.state.tree.Directory;
import dev.pmxcfs.state.tree.RegularFile;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import org.junit.Test;

/**
 * Frames are, byte for byte, those that the C server sent (cluster, sections 2.1, 3.4, 3.6, 4.1).
 */
public class RecordedFramesTest {

  private static final int TREE = GroupProtocol.TREE.version();
  private static final int STATUS = GroupProtocol.STATUS.version();

  private static final int FIRST_TIME = 0x6b0bf61e;
  private static final int JOIN_TIME = 0x6b0bf620;
  private static final Epoch EPOCH = new Epoch(2, JOIN_TIME, 1, 6605);

  private static final ConfigPath DATACENTER = ConfigPath.of("datacenter.cfg");
  private static final ConfigPath STORAGE = ConfigPath.of("storage.cfg");

  /** The frame of a number in recording 20-01. */
  private static String recorded(int number) {
    return recorded("01", number);
  }

  private static String recorded(String recording, int number) {
    return HexFormat.of()
        .formatHex(
            Recording.of(recording).events().stream()
                .filter(event -> event.kind() == Kind.SENDS)
                .skip(number - 1)
                .findFirst()
                .orElseThrow()
                .frame());
  }

  private static void assertRecorded(int number, byte[] frame) {
    assertEquals("frame " + number, recorded(number), HexFormat.of().formatHex(frame));
  }

  private static void assertRecorded(int number, long count, PrimitiveChange change) {
    byte[] body = ChangeDescriptor.encode(change);
    int kind = ChangeKind.of(change).number();
    assertRecorded(number, new NormalFrame(kind, TREE, FIRST_TIME, count, body).encode());
  }

  @Test
  public void item200_theStartOfASync() {
    byte[] frame = SyncFrame.of(FrameType.SYNC_START, TREE, JOIN_TIME, EPOCH).encode();
    assertEquals(
        "010000000100000020f60b6b000000000200000020f60b6b01000000cd190000",
        HexFormat.of().formatHex(frame));
    assertRecorded(14, frame);
  }

  @Test
  public void item201_theVersionsOfTheGroups() throws Exception {
    for (String recording : List.of("01", "02", "03", "04", "05", "06", "06b", "07")) {
      for (GroupProtocol group : GroupProtocol.values()) {
        for (byte[] frame : Recording.of(recording).sent(group)) {
          assertEquals(group.version(), FrameHeader.decode(frame).version());
        }
      }
    }
    assertRecorded(17, SyncFrame.of(FrameType.SYNC_START, STATUS, JOIN_TIME, EPOCH).encode());
  }

  @Test
  public void item202_theNamesOfTheGroups() {
    assertEquals("pve_dcdb_v1", GroupProtocol.TREE.groupName());
    assertEquals("with NUL", 12, GroupProtocol.TREE.groupName().length() + 1);
    assertEquals("pve_kvstore_v1", GroupProtocol.STATUS.groupName());
    assertEquals("with NUL", 15, GroupProtocol.STATUS.groupName().length() + 1);
  }

  @Test
  public void item204_makingADirectory() {
    assertRecorded(2, 1, new MakeDirectory(ConfigPath.of("nodes")));
  }

  @Test
  public void item205_theOtherChanges() {
    byte[] nothing = {};
    assertRecorded(5, 4, new CreateFile(DATACENTER));
    assertRecorded(6, 5, new WriteFile(DATACENTER, 0, "keyboard: de\n".getBytes(UTF_8), false));
    assertRecorded(9, 8, new WriteFile(DATACENTER, 13, "more\n".getBytes(UTF_8), false));
    assertRecorded(10, 9, new WriteFile(DATACENTER, 5, nothing, true));
    assertRecorded(11, 10, new SetMtime(DATACENTER, 1_700_000_000));
    assertRecorded(12, 11, new RenameEntry(DATACENTER, STORAGE));
    assertRecorded(13, 12, new DeleteEntry(STORAGE));
  }

  @Test
  public void item206_updatesOfTheRootAndOfAFile() {
    var root = Directory.empty(new Attributes(0, 0, 15, 1, FIRST_TIME, ByteString.of("")));
    assertRecorded(20, update(TreeUpdate.encode(root)));
    var file =
        new RegularFile(
            new Attributes(9, 6, 10, 1, FIRST_TIME, ByteString.of("100.conf")),
            "cores: 1\n".getBytes(UTF_8));
    assertRecorded(25, update(TreeUpdate.encode(file)));
  }

  private static byte[] update(byte[] entry) {
    return SyncFrame.of(FrameType.UPDATE, TREE, JOIN_TIME, EPOCH, entry).encode();
  }

  @Test
  public void item207_theEndOfTheUpdates() {
    byte[] frame = SyncFrame.of(FrameType.UPDATE_COMPLETE, TREE, JOIN_TIME, EPOCH).encode();
    assertEquals(32, frame.length);
    assertRecorded(26, frame);
  }

  @Test
  public void item208_anAddress() throws Exception {
    byte[] body = new StatusUpdate(ByteString.of("nodeip"), "10.98.7.1\0".getBytes(UTF_8)).encode();
    int kind = StatusKind.UPDATE.number();
    byte[] frame = new NormalFrame(kind, STATUS, 0x6b0bf61c, 1, body).encode();
    assertEquals(290, frame.length);
    assertRecorded(1, frame);
    for (int i = "nodeip".length(); i < 256; i++) {
      assertEquals("zeros in place of what the C server's stack held", 0, body[i]);
    }
  }

  @Test
  public void item209_aLineOfTheLog() {
    Clock then = Clock.fixed(Instant.ofEpochSecond(0x6b0bf679), ZoneOffset.UTC);
    LogEntry entry =
        new ClusterLog(ByteString.of("node1"), then)
            .add(
                6,
                ByteString.of("root@pam"),
                ByteString.of("pvedaemon"),
                0x3fe5,
                ByteString.of("hello from one"))
            .orElseThrow();
    byte[] body = entry.encode();
    byte[] frame = new NormalFrame(StatusKind.LOG.number(), STATUS, 0x6b0bf679, 4, body).encode();
    assertEquals(24 + body.length, frame.length);
    assertEquals(recorded("02", 4), HexFormat.of().formatHex(frame));
  }

  @Test
  public void item211_aVerification() throws Exception {
    byte[] request = VerifyRequestDescriptor.encode(1);
    var epoch = new Epoch(2, 0x6b0bf759, 1, 21757);
    byte[] frame =
        SyncFrame.of(FrameType.VERIFY_REQUEST, TREE, 0x6b0c0570, epoch, request).encode();
    assertEquals(40, frame.length);
    assertEquals(recorded("07", 16), HexFormat.of().formatHex(frame));

    String digest = "144beefcb463bdfa0a79278440f96f9c61ca9e0da4e723454d8d29a12d62cb90";
    byte[] own = new Verification(1, Digest.of(HexFormat.of().parseHex(digest))).encode();
    byte[] answer = SyncFrame.of(FrameType.VERIFY, TREE, 0x6b0c0570, epoch, own).encode();
    assertEquals(72, answer.length);
    assertEquals(recorded("07", 17), HexFormat.of().formatHex(answer));
  }

  /** Whatever is read can be written again, and is the same. */
  @Test
  public void framesSurviveBeingRead() throws Exception {
    int frames = 0;
    for (String recording : List.of("01", "02", "03", "04", "05", "06", "06b", "07")) {
      for (GroupProtocol group : GroupProtocol.values()) {
        for (byte[] frame : Recording.of(recording).sent(group)) {
          byte[] again =
              FrameHeader.decode(frame).type() == 0
                  ? NormalFrame.decode(frame).encode()
                  : SyncFrame.decode(frame).encode();
          assertEquals(HexFormat.of().formatHex(frame), HexFormat.of().formatHex(again));
          frames++;
        }
      }
    }
    assertTrue("of " + frames, frames > 700);
  }
}

package dev.pmxcfs.ipc.recorded;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.Assert.assertEquals;

import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import dev.pmxcfs.ipc.recorded.RecordedCase.Failure;
import dev.pmxcfs.state.ChangeWriter;
import dev.pmxcfs.state.ClusterState;
import dev.pmxcfs.state.RecordedDatabase;
import dev.qbipc.linux.Errno;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Requirement;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * The program has the C server's limits for sizes, and lets in whom it let in, as libqb's C client
 * sees it. Numbers are those of operations, section 13.
 */
@Needs(Requirement.ROOT)
public class RecordedLimitsTest {

  /** Answers larger than the client's buffer; the C server sends them all the same (defect D12). */
  private static final Set<String> DEFECT_D12 = Set.of("003", "004", "012");

  /** A size field of 0: libqb from 2.0.10 on drops such a client, and so does this server. */
  private static final String SIZE_0 = "008";

  /** The errno of a refused client: the C server's is -1 (defect D9). */
  private static final int FIRST_OF_DEFECT_D9 = 21;

  private static final int[] FILE_SIZES = {1_048_551, 1_048_552, 1_048_553, 1_048_576};

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  private final String service = Program.newService();
  private final Replay replay = new Replay(service);

  @Test
  public void items13To20And78_recording08() throws Exception {
    Path directory = folder.getRoot().toPath();
    writeFiles(directory);
    String database = directory.resolve("config.db").toString();
    programs.startService(
        service, "serve", "--service", service, "--db", database, "--node", "testnode");
    List<RecordedCase> recording = RecordedCase.read("/recorded/limits.txt");
    assertEquals(30, recording.size());
    for (RecordedCase recorded : recording) {
      replay.check(fixed(recorded));
    }
  }

  private static RecordedCase fixed(RecordedCase recorded) {
    String number = recorded.name().split("[/ ]")[1];
    if (DEFECT_D12.contains(number)) {
      return recorded.butAnswered(-Errno.EFBIG);
    }
    if (number.equals(SIZE_0)) {
      return recorded.but(new Failure(Errno.ENOTCONN));
    }
    boolean refused = Integer.parseInt(number) >= FIRST_OF_DEFECT_D9;
    return refused ? recorded.but(new Failure(Errno.EPERM)) : recorded;
  }

  private static void writeFiles(Path directory) throws Exception {
    try (ClusterState state = RecordedDatabase.openFresh(directory, Clock.systemUTC())) {
      for (int size : FILE_SIZES) {
        byte[] path = ("big" + size).getBytes(US_ASCII);
        byte[] contents = new byte[size];
        Arrays.fill(contents, (byte) 'A');
        new ChangeWriter(state.changes()).create(path);
        new ChangeWriter(state.changes()).write(path, 0, contents, false);
      }
    }
  }
}

package dev.pmxcfs.ipc.recorded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;

import dev.pmxcfs.ipc.harness.ExpectedStatus;
import dev.pmxcfs.ipc.harness.InProcess;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import dev.qbipc.libqb.LibqbClient;
import java.util.stream.Stream;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * What of recording 13, a shell on the C server's file system, the command {@code config} can do,
 * with the errors of that file system. Modes, links, virtual files and times are the mount's alone,
 * which this program does not have; the age of locks is the state's (items 33, 42 and 43 of
 * operations, section 13, and operations, sections 5.1 and 7).
 */
public class RecordedFileRulesTest {

  private static final int GET_GUEST_LIST = 3;

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  private final String service = Program.newService();

  @Before
  public void serve() {
    String database = folder.getRoot().toPath().resolve("config.db").toString();
    programs.startService(
        service, "serve", "--service", service, "--db", database, "--node", "testnode");
    for (String directory :
        new String[] {"priv", "priv/lock", "nodes", "nodes/testnode", "nodes/testnode/priv"}) {
      done("", "mkdir", directory);
    }
  }

  @Test
  public void recording13_directoriesWithSomethingInThemAreNeitherMovedNorRemoved() {
    done("", "mkdir", "d");
    done("x\n", "put", "d/x");
    fails("ENOTEMPTY", "mv", "d", "d2");
    fails("ENOTEMPTY", "rm", "d");
    done("", "rm", "d/x");
    done("", "mv", "d", "d2");
    done("", "rm", "d2");
  }

  @Test
  public void recording13_locksAreMadeAndRemovedButNotMoved() {
    done("", "mkdir", "priv/lock/t");
    fails("EEXIST", "mkdir", "priv/lock/t");
    fails("EACCES", "mv", "priv/lock/t", "priv/lock/u");
    fails("ENOENT", "rm", "priv/lock/u");
    done("", "rm", "priv/lock/t");
  }

  /** A shell's mv moves into a directory; what it moved there is no guest any more. */
  @Test
  public void items33_43_recording13_aVmidIsOneGuests() {
    done("", "mkdir", "nodes/testnode/qemu-server");
    done("", "mkdir", "nodes/testnode/lxc");
    done("a\n", "put", "nodes/testnode/qemu-server/100.conf");
    assertEquals("a\n", done("", "cat", "nodes/testnode/qemu-server/100.conf"));
    fails("EEXIST", "put", "nodes/testnode/lxc/100.conf");
    done("", "mkdir", "nodes/testnode/lxc/100.conf");
    done("", "mv", "nodes/testnode/qemu-server/100.conf", "nodes/testnode/lxc/100.conf/100.conf");
    assertEquals("{\n\"version\": 3\n\n}\n", guestList());
    fails("ENOTEMPTY", "mv", "nodes/testnode/lxc/100.conf", "nodes/testnode/lxc/101.conf");
    assertEquals("{\n\"version\": 3\n\n}\n", guestList());
    fails("ENOENT", "mv", "nodes/testnode/lxc/101.conf", "x");
    assertEquals("{\n\"version\": 3\n\n}\n", guestList());
  }

  private String guestList() {
    try (var client = LibqbClient.connect(service)) {
      return new String(client.call(GET_GUEST_LIST, new byte[0]).payload(), UTF_8);
    }
  }

  private String done(String input, String... arguments) {
    Program.Result result = config(input, arguments);
    assertEquals(result.errors().toString(), 0, result.status());
    return result.text();
  }

  private void fails(String errno, String... arguments) {
    Program.Result result = config("b\n", arguments);
    assertEquals(ExpectedStatus.of(result), result.status());
    assertThat(result.errors().toString(), containsString("(" + errno + ")"));
  }

  private Program.Result config(String input, String... arguments) {
    String[] command =
        Stream.of(new String[] {"config"}, arguments, new String[] {"--service", service})
            .flatMap(Stream::of)
            .toArray(String[]::new);
    return InProcess.run(input.getBytes(UTF_8), command);
  }
}

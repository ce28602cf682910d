package dev.pmxcfs.ipc.mount;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.CoreMatchers.hasItem;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;

import dev.pmxcfs.ipc.harness.Program;
import java.util.List;
import org.junit.Test;

/** The mount of a server in a user namespace, such as a developer has who is not root. */
public class UserNamespaceMountTest extends MountedServerTest {

  private static final List<String> OWN_NAMESPACES =
      List.of("unshare", "--user", "--map-root-user", "--mount");

  @Test
  public void itsRootCanWriteThoughTheGroupIsNotKnownThere() throws Exception {
    Program server =
        programs.startService(OWN_NAMESPACES, service, serve(mount).toArray(String[]::new));
    String script = "cd " + mount + " && mkdir nodes && echo text > nodes/file && cat nodes/file";
    var inside =
        List.of(
            "nsenter",
            "--user",
            "--mount",
            "--preserve-credentials",
            "-t",
            "" + server.pid(),
            "sh",
            "-c",
            script);
    Process shell = new ProcessBuilder(inside).redirectErrorStream(true).start();
    assertEquals("text\n", new String(shell.getInputStream().readAllBytes()));
    assertThat(
        server.warnings(), hasItem(containsString("www-data is not known in this user namespace")));
  }
}

package dev.pmxcfs.docs.guide;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;

import dev.qbipc.fuse.real.Namespace;
import dev.qbipc.fuse.real.Server;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Requirement;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The guide's file system, mounted in a namespace of its own. */
@Needs(Requirement.FUSE)
public class MemoryFilesTest {

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  @Test
  public void programsUseItAsAnyOther() throws IOException {
    Path mount = folder.newFolder("mount").toPath().toRealPath();
    try (var namespace = Namespace.create();
        var server = Server.start(namespace, MemoryFiles.class, List.of(mount.toString()))) {
      server.expect("mounted");
      String inside = "cd " + mount + " && ";
      assertEquals("one", namespace.output(inside + "echo one >first && cat first"));
      namespace.output(inside + "head -c 1048576 /dev/urandom | tee ../bytes >second");
      namespace.output(inside + "cmp ../bytes second && truncate -s 5 second");
      assertEquals("first second", namespace.output(inside + "echo *"));
      assertEquals("5", namespace.output(inside + "stat -c %s second"));
      assertEquals("one", namespace.output(inside + "exec 3<first && rm first && cat <&3"));
      assertNotEquals(0, namespace.run(inside + "cat first").status());
      assertNotEquals(0, namespace.run(inside + "truncate -s 2M second").status());
      namespace.output("grep '^memory " + mount + " fuse ' /proc/mounts");
      namespace.output("umount " + mount);
      server.expect("exited");
    }
  }
}

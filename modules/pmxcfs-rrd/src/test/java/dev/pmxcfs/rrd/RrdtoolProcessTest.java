package dev.pmxcfs.rrd;

import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Requirement;
import io.vertx.core.Vertx;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What becomes of a connection to rrdtool when that ends. */
public class RrdtoolProcessTest {

  /** Ends its output at the first command, and itself only when its input ends. */
  private static final String ENDS_ITS_OUTPUT =
      """
      #!/bin/sh
      trap '' TERM
      read command
      exec >/dev/null 2>&1
      cat
      """;

  private static final int OTHER_ID = 20_088;

  @Rule public TemporaryFolder folder = new TemporaryFolder();

  /** Else the next command would be given to a program that cannot answer. */
  @Test
  public void isNotOpenOnceACommandFailedThoughTheProcessMayStillBeThere() throws Exception {
    Path program = folder.newFile("rrdtool").toPath();
    Files.writeString(program, ENDS_ITS_OUTPUT);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    Vertx vertx = Vertx.vertx();
    try {
      RrdConnection rrdtool =
          RrdNode.await(RrdtoolProcess.start(vertx, program.toString(), folder.getRoot().toPath()));
      assertTrue(rrdtool.isOpen());
      assertThrows(EOFException.class, () -> RrdNode.await(rrdtool.send("info a")));
      assertFalse(rrdtool.isOpen());
    } finally {
      RrdNode.await(vertx.close());
    }
  }

  /** Who owns the directory could have root write over any file by a link. */
  @Test
  @Needs(Requirement.ROOT)
  public void isNotStartedByRootForADirectoryOfAnotherUser() throws Exception {
    Path directory = folder.newFolder("theirs").toPath();
    Files.setAttribute(directory, "unix:uid", OTHER_ID);
    Vertx vertx = Vertx.vertx();
    try {
      var refused =
          assertThrows(
              IOException.class,
              () -> RrdNode.await(RrdtoolProcess.start(vertx, "rrdtool", directory)));
      assertTrue(
          refused.getMessage(),
          refused.getMessage().startsWith(directory + ": belongs to " + OTHER_ID));
    } finally {
      RrdNode.await(vertx.close());
    }
  }
}

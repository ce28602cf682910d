package dev.pmxcfs.rrd;

import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Requirement;
import io.vertx.core.Vertx;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/** What becomes of a connection to rrdtool when that ends. */
@RunWith(VertxUnitRunner.class)
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

  @Rule
  public final Timeout timeout = new Timeout(3 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule public TemporaryFolder folder = new TemporaryFolder();

  private final Vertx vertx = Vertx.vertx();

  @After
  public void closeVertx(TestContext test) {
    vertx.close().onComplete(test.asyncAssertSuccess());
  }

  /** Else the next command would be given to a program that cannot answer. */
  @Test
  public void isNotOpenOnceACommandFailedThoughTheProcessMayStillBeThere(TestContext test)
      throws IOException {
    Path program = folder.newFile("rrdtool").toPath();
    Files.writeString(program, ENDS_ITS_OUTPUT);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    RrdtoolProcess.start(vertx, program.toString(), folder.getRoot().toPath())
        .onComplete(
            test.asyncAssertSuccess(
                rrdtool -> {
                  test.assertTrue(rrdtool.isOpen());
                  rrdtool
                      .send("info a")
                      .onComplete(
                          test.asyncAssertFailure(
                              e -> {
                                test.assertEquals(EOFException.class, e.getClass());
                                test.assertFalse(rrdtool.isOpen());
                              }));
                }));
  }

  /** Who owns the directory could have root write over any file by a link. */
  @Test
  @Needs(Requirement.ROOT)
  public void isNotStartedByRootForADirectoryOfAnotherUser(TestContext test) throws IOException {
    Path directory = folder.newFolder("theirs").toPath();
    Files.setAttribute(directory, "unix:uid", OTHER_ID);
    RrdtoolProcess.start(vertx, "rrdtool", directory)
        .onComplete(
            test.asyncAssertFailure(
                e -> {
                  test.assertTrue(e instanceof IOException, e.toString());
                  String why = directory + ": belongs to " + OTHER_ID;
                  test.assertTrue(e.getMessage().startsWith(why), e.getMessage());
                }));
  }
}

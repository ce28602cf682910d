package dev.pmxcfs.ipc.service;

import static org.junit.Assert.assertEquals;

import dev.pmxcfs.ipc.cli.base.EpollVertx;
import dev.pmxcfs.ipc.harness.InProcess;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import dev.pmxcfs.ipc.harness.ServedDirectory;
import dev.qbipc.server.Admission;
import dev.qbipc.server.QbServer;
import dev.qbipc.server.QbServerOptions;
import dev.qbipc.server.Request;
import dev.qbipc.testing.Patience;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/**
 * Commands that meet a server of another version, as after an upgrade until the server is
 * restarted: they say what it lacks, and do not mind what it has more.
 */
@RunWith(VertxUnitRunner.class)
public class OtherVersionTest {

  private static final int ADMIN_STATS = 14;
  private static final int PAGE = 4096;

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  @Rule
  public final Timeout timeout = new Timeout(3 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  private final Vertx vertx = EpollVertx.start(1);
  private final String service = Program.newService();
  private JsonObject report;
  private QbServer other;

  @Before
  public void serve(TestContext test) {
    var served = new ServedDirectory(folder.getRoot().toPath());
    programs.startService(served.service(), served.serve());
    report = new JsonObject(run(0, "stats", "--service", served.service()).text());
    other =
        QbServer.create(vertx, new QbServerOptions().setService(service + "-admin"))
            .acceptPolicy(peer -> Admission.readWrite());
    other
        .operation(ADMIN_STATS, this::replyWithPage)
        .compose(deployed -> other.listen())
        .onComplete(test.asyncAssertSuccess());
  }

  private void replyWithPage(Request request) {
    Buffer whole = report.toBuffer();
    int from = request.payload().getIntLE(0);
    request.reply(whole.slice(from, Math.min(from + PAGE, whole.length())));
  }

  @After
  public void close(TestContext test) {
    vertx.close().onComplete(test.asyncAssertSuccess());
  }

  private static Program.Result run(int status, String... arguments) {
    Program.Result result = InProcess.run(arguments);
    assertEquals(List.of(arguments) + ": " + result.errors(), status, result.status());
    return result;
  }

  private void assertLacks(String member) {
    for (String[] command :
        List.of(
            new String[] {"stats", "--prometheus", "--service", service},
            new String[] {"top", "--once", "--interval", "0.1", "--service", service})) {
      assertEquals(
          List.of(
              "pmxcfs-ipc: the server "
                  + service
                  + " is another version of this program, in whose report "
                  + member
                  + " is missing; restart it, or use its own version"),
          run(1, command).errors());
    }
  }

  @Test
  public void whatItsReportLacksIsNamed() {
    for (String member : List.of("build", "health", "state", "resources", "operations")) {
      Object value = report.remove(member);
      assertLacks(member);
      report.put(member, value);
    }
    report.getJsonObject("state").remove("files");
    assertLacks("state.files");
  }

  @Test
  public void itsReportIsPrintedAsItIs() {
    report.remove("health");
    report.put("later", new JsonObject().put("what", "nobody knows yet"));
    String printed = run(0, "stats", "--service", service).text();
    assertEquals(report, new JsonObject(printed));
  }

  @Test
  public void whatItsReportHasMoreIsNoFault() {
    report.put("later", 1);
    report.getJsonObject("state").put("later", 1);
    report.getJsonObject("protection").put("later", 1);
    report.getJsonArray("health").getJsonObject(0).put("later", 1);
    run(0, "stats", "--prometheus", "--service", service);
    run(0, "top", "--once", "--interval", "0.1", "--service", service);
  }

  @Test
  public void whatItCannotDoIsSaid() {
    assertEquals(
        List.of(
            "pmxcfs-ipc: the server "
                + service
                + " is another version of this program, which cannot do that (ENOSYS); restart it,"
                + " or use its own version"),
        run(1, "log", "--service", service).errors());
  }
}

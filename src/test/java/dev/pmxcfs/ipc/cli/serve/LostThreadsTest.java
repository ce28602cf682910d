package dev.pmxcfs.ipc.cli.serve;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.CoreMatchers.not;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.harness.Program;
import dev.qbipc.testing.Patience;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Test;

/**
 * A service that has lost what it cannot do without ends at once, so that its supervisor starts it
 * again; no other loss ends it.
 */
public class LostThreadsTest {

  private static final int LOST = 3;
  private static final int IN_ORDER = 0;

  private final String service = Program.newService();
  private Process process;

  @After
  public void end() {
    process.destroyForcibly();
  }

  private void start(LosingService.Loss loss) throws IOException {
    List<String> command = new ArrayList<>(Program.java());
    command.addAll(List.of(LosingService.class.getName(), service, loss.name()));
    process = new ProcessBuilder(command).start();
  }

  private void awaitEnd(int status) throws InterruptedException {
    assertTrue("still there", process.waitFor(Patience.LIMIT.toMinutes(), TimeUnit.MINUTES));
    assertEquals(status, process.exitValue());
  }

  private String errors() throws IOException {
    return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static long count(String text, String part) {
    return text.lines().filter(line -> line.contains(part)).count();
  }

  @Test
  public void anEventLoop() throws Exception {
    start(LosingService.Loss.EVENT_LOOP);
    String errors = errors();
    awaitEnd(LOST);
    assertThat(errors, containsString("pmxcfs-ipc: the thread vert.x-eventloop-thread-"));
    assertEquals(errors, 1, count(errors, "has ended, so the service ends (status 3)"));
    assertEquals(errors, 1, count(errors, " swap the last that was noted"));
  }

  @Test
  public void theLastByteOfMemory() throws Exception {
    start(LosingService.Loss.MEMORY);
    String errors = errors();
    awaitEnd(LOST);
    String line = "pmxcfs-ipc: there is no memory left, so the service ends (status 3)";
    assertEquals(errors, 1, count(errors, line));
    assertEquals(errors, 1, count(errors, " swap the last that was noted"));
  }

  @Test
  public void aThreadByAnErrorOfTheVirtualMachine() throws Exception {
    start(LosingService.Loss.THREAD);
    String errors = errors();
    awaitEnd(LOST);
    assertThat(errors, containsString("java.lang.StackOverflowError"));
    assertEquals(errors, 1, count(errors, "so the service ends (status 3)"));
  }

  @Test
  public void anEventLoopAlsoAfterAnotherVertxWasClosed() throws Exception {
    start(LosingService.Loss.OTHER_VERTX_AND_EVENT_LOOP);
    String errors = errors();
    awaitEnd(LOST);
    assertEquals(errors, 1, count(errors, "has ended, so the service ends (status 3)"));
  }

  @Test
  public void anEventLoopWhileNobodyReadsTheLog() throws Exception {
    start(LosingService.Loss.EVENT_LOOP_UNHEARD);
    awaitEnd(LOST);
  }

  @Test
  public void anotherThreadOrAVertxThatIsClosedOrNothingDoesNotEndIt() throws Exception {
    for (var loss :
        List.of(
            LosingService.Loss.OTHER_THREAD,
            LosingService.Loss.OTHER_VERTX,
            LosingService.Loss.NOTHING)) {
      start(loss);
      var output = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8);
      assertEquals("ready @" + service, new BufferedReader(output).readLine());
      process.toHandle().destroy();
      String errors = errors();
      awaitEnd(IN_ORDER);
      assertThat(errors, not(containsString("so the service ends")));
    }
  }
}

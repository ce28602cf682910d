package dev.pmxcfs.ipc.cli.serve;

import static org.hamcrest.CoreMatchers.containsString;
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

/** A service that was told to end does so, whatever hangs. */
public class ServiceProcessTest {

  private final String service = Program.newService();
  private Process process;

  @After
  public void end() {
    process.destroyForcibly();
  }

  @Test
  public void whatDoesNotCloseDoesNotKeepTheOthersFromIt() throws Exception {
    start();
    terminate();
    String log = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    awaitEnd();
    assertThat(log, containsString("what throws did not close"));
    assertThat(log, containsString("what fails did not close"));
    assertThat(log, containsString("what blocks did not close in time"));
    assertThat(log, containsString("what never completes did not close in time"));
    assertThat(log, containsString("closed in order"));
  }

  @Test
  public void aLogThatNobodyReadsDoesNotKeepItFromEnding() throws Exception {
    start("chatty");
    terminate();
    awaitEnd();
  }

  /** As when somebody unmounts what it has mounted. */
  @Test
  public void whatEndsByItselfClosesAllAndIsNoFailure() throws Exception {
    assertTrue(endsByItself(0).contains("closed in order"));
  }

  /** So that a supervisor starts it again. */
  @Test
  public void whatEndsByAFaultClosesAllAndSaysSoByItsStatus() throws Exception {
    String log = endsByItself(1, "the mount has ended by a fault");
    assertThat(log, containsString("closed in order"));
    assertThat(
        log, containsString("the mount has ended by a fault, so the service ends (status 1)"));
  }

  private String endsByItself(int status, String... fault) throws Exception {
    start(EndingService.class, fault);
    process.getOutputStream().close();
    String log = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    awaitEnd(status);
    return log;
  }

  /** Process.destroy() would also close the pipes. */
  private void terminate() {
    process.toHandle().destroy();
  }

  private void awaitEnd() throws InterruptedException {
    awaitEnd(1);
  }

  private void awaitEnd(int status) throws InterruptedException {
    assertTrue("still there", process.waitFor(Patience.LIMIT.toMinutes(), TimeUnit.MINUTES));
    assertEquals(status, process.exitValue());
  }

  private void start(String... more) throws IOException {
    start(HangingService.class, more);
  }

  private void start(Class<?> program, String... more) throws IOException {
    List<String> command = new ArrayList<>(Program.java());
    command.addAll(List.of(program.getName(), service));
    command.addAll(List.of(more));
    process = new ProcessBuilder(command).start();
    var output = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8);
    assertEquals("ready @" + service, new BufferedReader(output).readLine());
  }
}

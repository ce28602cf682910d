package dev.pmxcfs.ipc.server;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.nodes.Measurements;
import dev.pmxcfs.state.nodes.NodeStatus;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.Test;
import org.slf4j.event.Level;
import org.slf4j.event.SubstituteLoggingEvent;
import org.slf4j.helpers.SubstituteLogger;

/** Without a quorum changes are refused, and the log says why (mount, appendix A). */
public class QuorumLogTest {

  private final Queue<SubstituteLoggingEvent> logged = new ArrayDeque<>();
  private final QuorumLog log = new QuorumLog(new SubstituteLogger("quorum", logged, false));
  private final NodeStatus status =
      new NodeStatus(ByteString.of("testnode"), new Measurements(Clock.systemUTC()));

  private void assertLogged(Level... levels) {
    assertEquals(List.of(levels), logged.stream().map(SubstituteLoggingEvent::getLevel).toList());
  }

  @Test
  public void aLossAndAGainAreALineEach() {
    log.follow(status);
    assertLogged();
    status.setQuorate(false);
    status.setQuorate(false);
    assertLogged(Level.WARN);
    String line = logged.element().getMessage();
    assertTrue(line, line.contains("no quorum") && line.contains("refused with EACCES"));
    status.setQuorate(true);
    assertLogged(Level.WARN, Level.INFO);
  }

  @Test
  public void aServerThatStartsWithoutAQuorumSaysSoAtOnce() {
    status.setQuorate(false);
    log.follow(status);
    assertLogged(Level.WARN);
  }
}

package dev.pmxcfs.state.answer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.ManualClock;
import dev.pmxcfs.state.log.ClusterLog;
import java.util.List;
import org.junit.Test;

/** The answer to GET_CLUSTER_LOG (operations, section 4.8). */
public class ClusterLogAnswerTest {

  private static final ByteString EVERYBODY = ByteString.of("");

  @Test
  public void withoutEntries() {
    assertEquals("{\n\"data\": [\n]\n}\n", new String(ClusterLogAnswer.of(List.of()), UTF_8));
  }

  @Test
  public void anEntryIsALine() {
    var log = new ClusterLog(ByteString.of("testnode"), new ManualClock(1_795_533_408));
    log.add(3, ByteString.of("root@pam"), ByteString.of("p"), 4711, ByteString.of("first"));
    log.add(7, ByteString.of("u"), ByteString.of("t"), -1, ByteString.of("second"));
    assertEquals(
        """
        {
        "data": [
        {"uid": 3, "time": 1795533408, "pri": 7, "tag": "t", "pid": 4294967295, \
        "node": "testnode", "user": "u", "msg": "second"},
        {"uid": 2, "time": 1795533408, "pri": 3, "tag": "p", "pid": 4711, \
        "node": "testnode", "user": "root@pam", "msg": "first"}
        ]
        }
        """,
        new String(ClusterLogAnswer.of(log.newest(EVERYBODY, 2)), UTF_8));
  }
}

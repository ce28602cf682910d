package dev.pmxcfs.operations.log;

import static org.junit.Assert.assertEquals;

import dev.pmxcfs.api.Cluster;
import dev.qbipc.server.OperationModule;
import java.util.ServiceLoader;
import java.util.Set;
import org.junit.Rule;
import org.junit.Test;

/** The module of operations 7 and 8. */
public class LogOperationsTest {

  @Rule public LogNode node = new LogNode();

  @Test
  public void moduleIsFoundByTheServiceLoader() {
    OperationModule<?> module = ServiceLoader.load(OperationModule.class).findFirst().orElseThrow();
    assertEquals("operations-log", module.name());
    assertEquals(Cluster.class, module.stateType());
  }

  @Test
  public void moduleHasOperations7And8() {
    assertEquals(
        Set.of(LogNode.LOG, LogNode.GET), new LogOperations().operations(node.state()).keySet());
  }
}

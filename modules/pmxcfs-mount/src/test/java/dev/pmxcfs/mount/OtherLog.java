package dev.pmxcfs.mount;

import dev.pmxcfs.state.ClusterState;
import dev.pmxcfs.state.replica.ChangeLog;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** A state with a log of a test in place of its own. */
final class OtherLog {

  private OtherLog() {}

  static ClusterState of(ClusterState state, ChangeLog log) {
    return (ClusterState)
        Proxy.newProxyInstance(
            ClusterState.class.getClassLoader(),
            new Class<?>[] {ClusterState.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("changes")) {
                return log;
              }
              try {
                return method.invoke(state, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}

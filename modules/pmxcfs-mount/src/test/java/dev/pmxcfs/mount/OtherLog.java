package dev.pmxcfs.mount;

import dev.pmxcfs.state.ClusterState;
import dev.pmxcfs.state.change.Change;
import dev.pmxcfs.state.change.Outcome;
import dev.pmxcfs.state.replica.ChangeLog;
import dev.pmxcfs.state.replica.MadeFile;
import dev.pmxcfs.state.replica.NewFile;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletionStage;

/** A log of a test in place of a state's own, which does what is not said otherwise. */
abstract class OtherLog implements ChangeLog {

  private final ClusterState state;

  OtherLog(ClusterState state) {
    this.state = state;
  }

  /** The state with this log in place of its own. */
  final ClusterState asState() {
    return of(state, this);
  }

  @Override
  public CompletionStage<Outcome> submit(Change change) {
    return state.changes().submit(change);
  }

  @Override
  public CompletionStage<Outcome> submit(Change change, long time) {
    return state.changes().submit(change, time);
  }

  @Override
  public final CompletionStage<MadeFile> make(NewFile file) {
    return state.changes().make(file);
  }

  @Override
  public final boolean isSettled() {
    return state.changes().isSettled();
  }

  @Override
  public final CompletionStage<Void> settle() {
    return state.changes().settle();
  }

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

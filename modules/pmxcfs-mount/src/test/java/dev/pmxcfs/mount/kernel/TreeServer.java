package dev.pmxcfs.mount.kernel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.sun.management.ThreadMXBean;
import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.mount.DebugLogging;
import dev.pmxcfs.mount.MountedTree;
import dev.pmxcfs.state.ChangeWriter;
import dev.pmxcfs.state.ClockedState;
import dev.pmxcfs.state.ClusterState;
import dev.pmxcfs.state.StateOptions;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.fuse.CallStats;
import dev.qbipc.fuse.FuseOptions;
import dev.qbipc.fuse.MountException;
import dev.qbipc.linux.Errno;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The program that mounts the tree of a database, as the recordings' node: it says whether it is
 * mounted, does what lines of its input ask for, and answers each with a line.
 */
public final class TreeServer {

  private static final int GID = 33;

  private TreeServer() {}

  /** Arguments: the database, where to mount, and how many threads read calls. */
  public static void main(String[] arguments) throws IOException {
    var options = new StateOptions().setDatabase(arguments[0]).setNodeName("testnode");
    var clock = new SteppedClock();
    var held = new HeldClock(clock);
    try (ClusterState state = ClockedState.open(options, held)) {
      var tree = new MountedTree(state, ByteString.of("testnode"), GID, new Switch(), clock);
      try (TreeMount mount =
          TreeMount.mount(tree, Path.of(arguments[1]), clock, readers(arguments))) {
        mount.ended().thenAccept(end -> say("ended " + end));
        say("mounted");
        var input = new BufferedReader(new InputStreamReader(System.in, ISO_8859_1));
        for (String line = input.readLine();
            line != null && !line.equals("close");
            line = input.readLine()) {
          switch (line) {
            case "hold", "let-go" -> {
              held.hold(line.equals("hold")); // changes, each of which has a time
              say("ok");
            }
            case "waiting" -> say(Integer.toString(mount.stats().waiting()));
            case "allocated" -> say(allocated(mount));
            default -> say(done(state, clock, line.split(" ", 3)));
          }
        }
      }
    } catch (MountException e) {
      say("refused: " + e.getMessage());
    }
  }

  private static FuseOptions readers(String[] arguments) {
    var options = new FuseOptions();
    if (arguments.length > 2) {
      int readers = Integer.parseInt(arguments[2]);
      options.setReaders(readers).setMaxReaders(readers);
    }
    return options;
  }

  /** How many bytes of the heap the readers have taken, and how many calls of each kind came. */
  private static String allocated(TreeMount mount) {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    StringBuilder answer = new StringBuilder();
    long sum = 0;
    for (var thread : threads.getThreadInfo(threads.getAllThreadIds())) {
      if (thread != null && thread.getThreadName().contains(" reader ")) {
        sum += threads.getThreadAllocatedBytes(thread.getThreadId());
      }
    }
    answer.append("bytes=").append(sum);
    for (CallStats calls : mount.stats().calls()) {
      answer.append(' ').append(calls.name()).append('=').append(calls.calls());
    }
    return answer.toString();
  }

  private static synchronized void say(String line) {
    System.out.println(line);
    System.out.flush();
  }

  /** What programs were told is written comes first, as before an administrator's requests. */
  private static ChangeWriter writer(ClusterState state) {
    state.settle().toCompletableFuture().join();
    return new ChangeWriter(state.changes());
  }

  private static String done(ClusterState state, SteppedClock clock, String[] words) {
    byte[] path = words.length > 1 ? words[1].getBytes(ISO_8859_1) : new byte[0];
    byte[] text = words.length > 2 ? words[2].getBytes(ISO_8859_1) : new byte[0];
    try {
      switch (words[0]) {
        case "quorum" -> state.status().setQuorate(Boolean.parseBoolean(words[1]));
        case "stop-clock" -> {
          return Long.toString(clock.stop());
        }
        case "advance" -> clock.advance(Duration.ofSeconds(Long.parseLong(words[1])));
        case "put" -> writer(state).put(path, text);
        case "delete" -> writer(state).delete(path);
        case "rename" -> writer(state).rename(path, text);
        case "get" -> {
          state.settle().toCompletableFuture().join();
          byte[] none = "none".getBytes(ISO_8859_1);
          byte[] found = state.config(ByteString.of(words[1])).orElse(none);
          return new String(found, ISO_8859_1).strip();
        }
        case "heap" -> {
          System.gc();
          return Long.toString(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        case "version" -> {
          state.settle().toCompletableFuture().join();
          return Long.toString(state.tree().version());
        }
        default -> throw new IllegalArgumentException(words[0]);
      }
    } catch (TreeException e) {
      return Errno.name(e.errno());
    }
    return "ok";
  }

  private static final class Switch implements DebugLogging {

    private final AtomicBoolean on = new AtomicBoolean();

    @Override
    public boolean isOn() {
      return on.get();
    }

    @Override
    public void set(boolean on) {
      this.on.set(on);
    }
  }
}

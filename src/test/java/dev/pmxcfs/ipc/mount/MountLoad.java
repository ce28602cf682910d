package dev.pmxcfs.ipc.mount;

import dev.qbipc.fuse.real.Namespace;
import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Polling;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Programs that write and read the same files of a mount at once: eight that replace files, write
 * over them and append to them, and eight that find each file whole. They are in Perl, as what uses
 * the tree is.
 */
public final class MountLoad implements AutoCloseable {

  private static final String DONE = "done";
  private static final String[] WRITERS = {
    "replace whole0",
    "replace whole0",
    "replace whole1",
    "rewrite over0",
    "rewrite over1",
    "append lines0",
    "append lines0",
    "append lines1"
  };
  private static final int READERS = 8;
  private static final char UNINTERRUPTIBLE = 'D';

  private final Namespace namespace;
  private final Path directory;
  private final Path finish;
  private final List<Worker> workers = new ArrayList<>();

  private MountLoad(Namespace namespace, Path directory, Path finish) {
    this.namespace = namespace;
    this.directory = directory;
    this.finish = finish;
  }

  /**
   * Starts all of them.
   *
   * @param directory which is theirs
   * @param finish a file elsewhere that will be made to have them end
   */
  public static MountLoad start(Namespace namespace, Path directory, Path finish) {
    MountLoad load = readers(namespace, directory, finish);
    for (int i = 0; i < WRITERS.length; i++) {
      load.add(WRITERS[i] + " " + i);
    }
    return load;
  }

  /** Starts those alone that read. */
  public static MountLoad readers(Namespace namespace, Path directory, Path finish) {
    var load = new MountLoad(namespace, directory, finish);
    for (int i = 0; i < READERS; i++) {
      load.add("read " + i);
    }
    return load;
  }

  private void add(String role) {
    try {
      Path program = Path.of(MountLoad.class.getResource("/mount/load.pl").toURI());
      String perl = "exec perl " + program + " " + finish + " " + role + " 2>&1";
      workers.add(new Worker(role, namespace.start("cd " + directory + " && " + perl)));
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** One of the programs, and a thread that reads what it says. */
  private static final class Worker {

    private final String role;
    private final Process process;
    private final Thread reading;
    private volatile int steps;
    private volatile String last = "";

    Worker(String role, Process process) {
      this.role = role;
      this.process = process;
      reading = new Thread(this::read, role);
      reading.setDaemon(true);
      reading.start();
    }

    private void read() {
      try (BufferedReader output = process.inputReader()) {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
          last = line;
          steps++;
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void awaitEnd() throws InterruptedException {
      if (!process.waitFor(Patience.LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError(role + " does not end, in state " + state().orElse('-'));
      }
      reading.join(Patience.LIMIT.toMillis());
    }

    /** As ps shows it; none once it has gone. */
    private Optional<Character> state() {
      try {
        String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
        return Optional.of(stat.charAt(stat.lastIndexOf(')') + 2));
      } catch (NoSuchFileException e) {
        return Optional.empty();
      } catch (IOException e) {
        return Optional.empty(); // it has gone meanwhile
      }
    }

    private String said() {
      return role + ": " + last;
    }
  }

  /** Waits until each has done so much again; fails if one has ended. */
  public void awaitSteps(int more) {
    int[] before = workers.stream().mapToInt(worker -> worker.steps).toArray();
    for (int i = 0; i < before.length; i++) {
      Worker worker = workers.get(i);
      int aim = before[i] + more;
      Polling.until(() -> worker.steps >= aim || !worker.process.isAlive(), worker.role);
    }
    List<String> ended =
        workers.stream().filter(worker -> !worker.process.isAlive()).map(Worker::said).toList();
    if (!ended.isEmpty()) {
      throw new AssertionError(ended);
    }
  }

  /** Has them end, and fails if one has seen anything that is wrong. */
  public void finish() throws IOException {
    Files.writeString(finish, "");
    List<String> wrong = ends().stream().filter(said -> !said.endsWith(": " + DONE)).toList();
    Files.delete(finish);
    if (!wrong.isEmpty()) {
      throw new AssertionError(wrong);
    }
  }

  /** Waits for their ends, and returns what each has said last. */
  public List<String> ends() {
    List<String> said = new ArrayList<>();
    try {
      for (Worker worker : workers) {
        worker.awaitEnd();
        said.add(worker.said());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return said;
  }

  /** Those that the kernel does not let go, whatever becomes of them. */
  public List<String> uninterruptible() {
    return workers.stream()
        .filter(worker -> worker.state().filter(state -> state == UNINTERRUPTIBLE).isPresent())
        .map(worker -> worker.role)
        .toList();
  }

  /** How often they have written and read. */
  public long calls() {
    return workers.stream().mapToLong(worker -> worker.steps * 20L).sum();
  }

  @Override
  public void close() {
    workers.forEach(worker -> worker.process.destroyForcibly());
  }
}

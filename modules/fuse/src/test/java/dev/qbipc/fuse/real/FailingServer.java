package dev.qbipc.fuse.real;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.qbipc.fuse.FuseOptions;
import dev.qbipc.fuse.MountException;
import dev.qbipc.fuse.session.FuseSession;
import dev.qbipc.linux.libc.FailingLibc;
import dev.qbipc.linux.mount.Mounts;
import dev.qbipc.testing.Polling;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.runner.Description;
import org.junit.runners.model.Statement;

/**
 * Mounts for each line of its input, with a system call that fails: {@code CALL NTH ERRNO}. It says
 * what has become of that, and what is left once the session is closed.
 */
public final class FailingServer {

  private FailingServer() {}

  /** Argument: where to mount. */
  public static void main(String[] arguments) throws Throwable {
    var calls = new FailingLibc();
    Statement serve =
        new Statement() {
          @Override
          public void evaluate() throws Throwable {
            serve(calls, Path.of(arguments[0]));
          }
        };
    calls.apply(serve, Description.EMPTY).evaluate();
  }

  private static void serve(FailingLibc calls, Path directory) throws IOException {
    var input = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    say("ready");
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      String[] words = line.split(" ");
      calls.fail(words[0], Integer.parseInt(words[1]), Integer.parseInt(words[2]));
      String outcome = outcome(directory);
      boolean hasFailed = calls.hasFailed();
      calls.heal();
      Polling.until(FailingServer::isAlone, "the end of all threads of the session");
      say((hasFailed ? outcome : "no such call") + ", " + left(directory));
    }
  }

  private static String outcome(Path directory) {
    var options = new FuseOptions().setReaders(1).setCloseTimeout(Duration.ofMillis(100));
    try {
      FuseSession.mount(new TestFiles(), directory, options).close();
      return "mounted";
    } catch (MountException e) {
      return "refused";
    }
  }

  private static boolean isAlone() {
    return Thread.getAllStackTraces().keySet().stream()
        .noneMatch(thread -> thread.getName().startsWith("fuse "));
  }

  /** Whether it is mounted, and how many descriptors of the device there are. */
  private static String left(Path directory) throws IOException {
    long devices = 0;
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      devices = descriptors.filter(FailingServer::isDevice).count();
    }
    return Mounts.at(directory).isPresent() + " " + devices;
  }

  private static boolean isDevice(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().equals("/dev/fuse");
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }
}

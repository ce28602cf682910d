package dev.pmxcfs.ipc.mount;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.fuse.real.Namespace;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The program in Perl that makes single steps on files of a mount. */
final class StepProgram {

  private final Process process;
  private final Writer input;
  private final BufferedReader output;

  private StepProgram(Process process) {
    this.process = process;
    input = process.outputWriter();
    output = process.inputReader();
  }

  /** Starts it with a working directory. */
  static StepProgram start(Namespace namespace, Path directory) {
    try {
      Path steps = Path.of(StepProgram.class.getResource("/mount/steps.pl").toURI());
      return new StepProgram(
          namespace.start("cd " + directory + " && exec perl " + steps + " 2>&1"));
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Has a step made, and returns the answer. */
  String ask(String step) throws IOException {
    input.write(step + "\n");
    input.flush();
    return output.readLine();
  }

  /** What a file has; nothing if there is none. */
  Optional<String> read(String path) throws IOException {
    String answer = ask("read " + path);
    if (answer.equals("absent")) {
      return Optional.empty();
    }
    assertTrue(answer, answer.startsWith("= "));
    return Optional.of(answer.substring(2));
  }

  /** The names that there are. */
  List<String> names() throws IOException {
    String names = ask("list");
    return names.isEmpty() ? List.of() : List.of(names.split(" "));
  }

  /** Ends it; it has nothing more to say. */
  void end() throws IOException {
    input.close();
    assertEquals(new Namespace.Result(0, ""), Namespace.result(process));
  }
}

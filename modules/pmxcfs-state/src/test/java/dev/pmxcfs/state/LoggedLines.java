package dev.pmxcfs.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.rules.ExternalResource;

/**
 * What is logged while a test runs: slf4j-simple writes to whatever is the error output just then.
 */
public final class LoggedLines extends ExternalResource {

  private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
  private PrintStream errorOutput;

  @Override
  protected void before() {
    errorOutput = System.err;
    System.setErr(new PrintStream(lines, true, UTF_8));
  }

  @Override
  protected void after() {
    System.setErr(errorOutput);
    errorOutput.print(lines.toString(UTF_8));
  }

  /** Those that hold a text, so far. */
  public List<String> with(String text) {
    return lines.toString(UTF_8).lines().filter(line -> line.contains(text)).toList();
  }
}

package dev.qbipc.corosync.fake;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.rules.ExternalResource;

/**
 * What the log says of corosync during a test: slf4j-simple writes to whatever is the error output
 * just then.
 */
public final class OutageLog extends ExternalResource {

  private static final String GONE = "corosync cannot be reached; ";
  private static final String ALONE = "a connection to corosync has ended, and others go on; ";
  private static final String BACK = "corosync is back after ";

  private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
  private PrintStream errorOutput;

  @Override
  protected void before() {
    errorOutput = System.err;
    System.setErr(new PrintStream(logged, true, UTF_8));
  }

  @Override
  protected void after() {
    System.setErr(errorOutput);
    errorOutput.print(logged.toString(UTF_8));
  }

  /** Each time that corosync went or was back, as "gone" or "back". */
  public List<String> outages() {
    return outageLines().stream().map(line -> line.contains(GONE) ? "gone" : "back").toList();
  }

  /** The lines about connections that ended beside others. */
  public List<String> alone() {
    return logged.toString(UTF_8).lines().filter(line -> line.contains(ALONE)).toList();
  }

  /** The lines that say so. */
  public List<String> outageLines() {
    return logged
        .toString(UTF_8)
        .lines()
        .filter(line -> line.contains(GONE) || line.contains(BACK))
        .toList();
  }
}

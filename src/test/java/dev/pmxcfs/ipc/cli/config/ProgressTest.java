package dev.pmxcfs.ipc.cli.config;

import static org.junit.Assert.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.Test;

public class ProgressTest {

  private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();

  @Test
  public void oneLineIsWrittenOverAndTakenAway() {
    var stream = new PrintStream(terminal, true, StandardCharsets.UTF_8);
    try (var progress = new Progress(stream, "files")) {
      progress.show("sent", 20, 500);
      assertEquals("\r\033[Ksent 20 of 500 files", text());
    }
    assertEquals("\r\033[Ksent 20 of 500 files\r\033[K", text());
  }

  @Test
  public void withoutATerminalNothingIsSaid() {
    try (var progress = new Progress(null, "files")) {
      progress.show("read", 20);
    }
    assertEquals("", text());
  }

  private String text() {
    return terminal.toString(StandardCharsets.UTF_8);
  }
}

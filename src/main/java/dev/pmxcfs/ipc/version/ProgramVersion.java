package dev.pmxcfs.ipc.version;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The program's name and version. */
public final class ProgramVersion {

  /** The program's name. */
  public static final String NAME = "pmxcfs-ipc";

  private ProgramVersion() {}

  /** Name and version, in one line. */
  public static String text() {
    return NAME + " " + number();
  }

  /** The version alone, as the build writes it down. */
  public static String number() {
    var properties = new Properties();
    try (InputStream in = ProgramVersion.class.getResourceAsStream("version.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version");
  }
}

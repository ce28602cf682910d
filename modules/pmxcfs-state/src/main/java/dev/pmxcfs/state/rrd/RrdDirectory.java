package dev.pmxcfs.state.rrd;

import dev.qbipc.linux.file.SafeDirectory;
import java.io.IOException;
import java.nio.file.Path;

/** Where RRD files are, of which rrdtool and rrdcached know the paths alone. */
public final class RrdDirectory {

  private RrdDirectory() {}

  /**
   * Demands of root to write only where no other user can put something else in the way. Blocks.
   *
   * @throws IOException if a path in the directory could be made to lead elsewhere; its message
   *     begins with the directory whose owner or writers could do so
   */
  public static void checkIsSafe(Path directory) throws IOException {
    SafeDirectory.checkedForRoot(directory);
  }
}

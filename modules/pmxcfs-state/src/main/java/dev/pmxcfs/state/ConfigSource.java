package dev.pmxcfs.state;

import dev.pmxcfs.state.change.Configuration;
import dev.pmxcfs.state.replica.ChangeLog;
import java.io.IOException;
import java.util.function.Consumer;

/** Where the configuration files come from. */
interface ConfigSource {

  /** What was there at the start. */
  Configuration loaded();

  /**
   * Begins to tell of changes.
   *
   * @param readers takes each configuration after the first one, in their order; must not block
   * @return what takes changes
   */
  ChangeLog publishTo(Consumer<Configuration> readers);

  /** How it is now. Looks at the file system, but waits for no change. Any thread may ask. */
  SourceStatus status();

  /**
   * Called before a reader looks: readers are given all that others had done to the files before.
   * Where no other program changes them there is nothing to do.
   */
  void refresh();

  /** Takes and makes no more changes. Blocks. */
  void close() throws IOException;
}

package dev.pmxcfs.state;

import dev.pmxcfs.state.change.Configuration;
import dev.pmxcfs.state.replica.ChangeLog;
import dev.pmxcfs.state.replica.Readers;
import java.io.IOException;

/** Where the configuration files come from. */
interface ConfigSource {

  /** What was there at the start. */
  Configuration loaded();

  /**
   * Begins to tell of changes.
   *
   * @param readers are given each configuration after the first one
   * @return what takes changes
   */
  ChangeLog publishTo(Readers readers);

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

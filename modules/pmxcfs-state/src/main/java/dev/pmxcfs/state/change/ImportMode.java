package dev.pmxcfs.state.change;

/** What an import does with files that are there and that it does not bring. */
public enum ImportMode {
  /** They stay. */
  MERGE,
  /**
   * They are deleted, and so are directories, so that afterwards only the imported files are there.
   * Locks in {@code priv/lock} stay: they belong to their holders.
   */
  REPLACE
}

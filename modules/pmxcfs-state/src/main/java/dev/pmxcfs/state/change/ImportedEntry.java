package dev.pmxcfs.state.change;

/** What {@link ImportAll} brings in. */
public sealed interface ImportedEntry {

  /** Names between slashes, without a NUL. */
  byte[] path();

  /** A directory, which may exist. */
  record ImportedDirectory(byte[] path) implements ImportedEntry {}

  /**
   * A file, which may exist.
   *
   * @param data its contents from then on; not to be changed during the import
   */
  record ImportedFile(byte[] path, byte[] data) implements ImportedEntry {}

  /** Whatever is there, and below it, or nothing: it stays as it is in every mode. */
  record KeptEntry(byte[] path) implements ImportedEntry {}
}

package dev.pmxcfs.state.directory;

/**
 * Something in a directory that is not offered.
 *
 * @param path from the directory that is served or imported, one character for each byte
 * @param kind why not
 * @param reason the same for people, to be read behind the path
 */
public record LeftOutEntry(String path, Kind kind, String reason) {

  /** Why something is left out. */
  public enum Kind {
    /** Nothing of its name is ever offered. */
    NAME,
    /** It is something that a tree cannot hold, or that may lead elsewhere. */
    TYPE,
    /** It has other names, and the one who gave it this one may not be its owner. */
    LINKS,
    /** The one who gave it its name may not be allowed to read it. */
    OWNER,
    /** It is larger than a file of a tree may be. */
    SIZE
  }
}

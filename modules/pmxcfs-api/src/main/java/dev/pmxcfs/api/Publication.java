package dev.pmxcfs.api;

/** What became of a value that a node wanted to publish. */
public enum Publication {
  /** It is visible to everyone. */
  ACCEPTED,

  /** It is longer than a value may be under any key. */
  TOO_LONG,

  /** It is not what its key is for: not a text, or too long a one. */
  UNFIT
}

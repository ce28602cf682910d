package dev.pmxcfs.state.change;

import java.util.Arrays;
import java.util.Optional;

/**
 * The kinds of primitive changes, with the numbers that the nodes of a cluster give them (cluster,
 * section 3.6).
 */
public enum ChangeKind {
  WRITE(1),
  MKDIR(2),
  DELETE(3),
  RENAME(4),
  CREATE(5),
  MTIME(6),
  UNLOCK_REQUEST(7),
  UNLOCK(8);

  private final int number;

  ChangeKind(int number) {
    this.number = number;
  }

  /** The number of the kind. */
  public int number() {
    return number;
  }

  /** The kind of a change. */
  public static ChangeKind of(PrimitiveChange change) {
    if (change instanceof WriteFile) {
      return WRITE;
    } else if (change instanceof MakeDirectory) {
      return MKDIR;
    } else if (change instanceof DeleteEntry) {
      return DELETE;
    } else if (change instanceof RenameEntry) {
      return RENAME;
    } else if (change instanceof CreateFile) {
      return CREATE;
    } else if (change instanceof SetMtime) {
      return MTIME;
    }
    return change instanceof RequestUnlock ? UNLOCK_REQUEST : UNLOCK;
  }

  /** The kind of a number. */
  public static Optional<ChangeKind> of(int number) {
    return Arrays.stream(values()).filter(kind -> kind.number == number).findFirst();
  }
}

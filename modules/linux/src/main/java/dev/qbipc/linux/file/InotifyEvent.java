package dev.qbipc.linux.file;

/**
 * Something that happened in a watched directory, or to it.
 *
 * @param watch which watch tells of it; -1 for an overflow
 * @param mask what happened
 * @param cookie equal in the two events of one rename
 * @param name of what it happened to, one character for each byte; empty for the directory itself
 */
public record InotifyEvent(int watch, int mask, int cookie, String name) {

  /** {@return whether events were lost, since too many waited} */
  public boolean isOverflow() {
    return (mask & Inotify.IN_Q_OVERFLOW) != 0;
  }

  /** {@return whether the watch has ended: the directory is gone} */
  public boolean isEndOfWatch() {
    return (mask & Inotify.IN_IGNORED) != 0;
  }

  /** {@return whether the watched directory itself was removed, moved or unmounted} */
  public boolean isAboutDirectoryItself() {
    return (mask & (Inotify.IN_DELETE_SELF | Inotify.IN_MOVE_SELF | Inotify.IN_UNMOUNT)) != 0;
  }

  /** {@return whether a name stands for something else now, or for nothing} */
  public boolean isAboutName() {
    return (mask
            & (Inotify.IN_CREATE | Inotify.IN_DELETE | Inotify.IN_MOVED_FROM | Inotify.IN_MOVED_TO))
        != 0;
  }

  /** {@return whether the name stands for nothing now} */
  public boolean isGone() {
    return (mask & (Inotify.IN_DELETE | Inotify.IN_MOVED_FROM)) != 0;
  }

  /**
   * {@return whether something was renamed to this name} If it was watched, the event before this
   * one says from where.
   */
  public boolean isMovedHere() {
    return (mask & Inotify.IN_MOVED_TO) != 0;
  }

  /**
   * {@return whether something left the directory by a rename} If it is still watched, the next
   * event tells where.
   */
  public boolean isMovedAway() {
    return (mask & Inotify.IN_MOVED_FROM) != 0;
  }
}

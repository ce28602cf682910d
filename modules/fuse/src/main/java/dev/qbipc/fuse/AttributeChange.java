package dev.qbipc.fuse;

/**
 * What is to become of a node's attributes; what is not set stays as it is. It is valid until the
 * {@link FileSystem}'s method returns.
 */
public interface AttributeChange {

  /** {@return the handle by which it is changed, or {@link FileSystem#NO_HANDLE}} */
  long handle();

  /** {@return whether there is a new size} */
  boolean hasSize();

  /** {@return the new size in bytes, not negative} */
  long size();

  /** {@return whether there is a new mode} */
  boolean hasMode();

  /** {@return the new mode, the type's bits included} */
  int mode();

  /** {@return whether there is a new owner} */
  boolean hasUid();

  /** {@return the new owner's id} */
  int uid();

  /** {@return whether there is a new group} */
  boolean hasGid();

  /** {@return the new group's id} */
  int gid();

  /** {@return whether there is a new time of the last access} */
  boolean hasAccessed();

  /** {@return whether that is the present time, whatever {@link #accessedSeconds} says} */
  boolean isAccessedNow();

  /** {@return the seconds of the last access} */
  long accessedSeconds();

  /** {@return the nanoseconds beside them} */
  int accessedNanos();

  /** {@return whether there is a new time of the last modification} */
  boolean hasModified();

  /** {@return whether that is the present time, whatever {@link #modifiedSeconds} says} */
  boolean isModifiedNow();

  /** {@return the seconds of the last modification} */
  long modifiedSeconds();

  /** {@return the nanoseconds beside them} */
  int modifiedNanos();
}

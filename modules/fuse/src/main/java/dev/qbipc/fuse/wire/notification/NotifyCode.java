package dev.qbipc.fuse.wire.notification;

/** What a notification is about, {@code fuse_notify_code}. */
public final class NotifyCode {

  /** Attributes or contents of a node have changed. */
  public static final int INVAL_INODE = 2;

  /** A name has changed. */
  public static final int INVAL_ENTRY = 3;

  /** A name is gone. */
  public static final int DELETE = 6;

  /** All names have changed; the kernel has it since minor version 44. It has no body. */
  public static final int INC_EPOCH = 8;

  /** The minor version that {@link #INC_EPOCH} came with. */
  public static final int INC_EPOCH_MINOR = 44;

  private NotifyCode() {}
}

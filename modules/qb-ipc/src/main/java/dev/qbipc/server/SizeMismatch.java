package dev.qbipc.server;

/** The treatment of a request whose size field contradicts its chunk. */
public enum SizeMismatch {
  /** The client is disconnected. */
  DISCONNECT,
  /** The request fails with EINVAL where its size is positive and within the maximum. */
  REPLY_EINVAL
}

package dev.pmxcfs.ipc.admin;

import dev.qbipc.linux.Errno;
import io.vertx.core.buffer.Buffer;

/** A request that is too large for a message, and comes in parts. */
final class LongRequest {

  private Buffer parts = Buffer.buffer();

  /**
   * Keeps a part of it.
   *
   * @throws RefusedException EMSGSIZE if it grows larger than a request may be; its parts are
   *     forgotten
   */
  void add(Buffer part) throws RefusedException {
    checkSize(part);
    parts.appendBuffer(part);
  }

  /**
   * Puts the last part behind those that were sent before it, if any were.
   *
   * @throws RefusedException as {@link #add}
   */
  Buffer whole(Buffer last) throws RefusedException {
    if (parts.length() == 0) {
      return last;
    }
    checkSize(last);
    Buffer whole = parts.appendBuffer(last);
    parts = Buffer.buffer();
    return whole;
  }

  private void checkSize(Buffer part) throws RefusedException {
    if (parts.length() + part.length() > AdminService.MAX_REQUEST_SIZE) {
      parts = Buffer.buffer();
      throw new RefusedException(
          Errno.EMSGSIZE,
          "a request is larger than " + AdminService.MAX_REQUEST_SIZE + " bytes (EMSGSIZE)");
    }
  }
}

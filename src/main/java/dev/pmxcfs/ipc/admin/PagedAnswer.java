package dev.pmxcfs.ipc.admin;

import io.vertx.core.buffer.Buffer;

/** An answer that a client reads page by page, as it was when that began. */
final class PagedAnswer {

  private final int pageSize;
  private Buffer whole = Buffer.buffer();

  /**
   * @param pageSize the most bytes that a page may have
   */
  PagedAnswer(int pageSize) {
    this.pageSize = pageSize;
  }

  /** Takes another answer in place of the one before, and gives its first page. */
  Buffer begin(Buffer answer) {
    whole = answer;
    return page(0);
  }

  /** The page that begins at a byte; an empty one behind the end. */
  Buffer page(int begin) {
    int from = Math.min(begin, whole.length());
    return whole.slice(from, Math.min(from + pageSize, whole.length()));
  }
}

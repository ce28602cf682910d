package dev.pmxcfs.state.replica;

import java.util.Optional;

/**
 * How changes of the configuration files fare.
 *
 * @param transactions those since the start that stored changes; together they are what the
 *     database costs its disk
 * @param errors changes since the start that got EIO
 * @param failure what ended the taking of changes; empty while they are taken
 */
public record WriteStatus(long transactions, long errors, Optional<Failure> failure) {

  /** Before anything went wrong. */
  static final WriteStatus GOOD = new WriteStatus(0, 0, Optional.empty());

  /**
   * The failure after which all changes get EIO until a restart.
   *
   * @param sinceMillis when it was, in milliseconds since 1970
   * @param reason what happened to which file, a sentence
   */
  public record Failure(long sinceMillis, String reason) {}

  /** After one more change that was refused, for a reason that may be gone with the next one. */
  WriteStatus refused() {
    return new WriteStatus(transactions, errors + 1, failure);
  }

  /** After one more transaction. */
  WriteStatus stored() {
    return new WriteStatus(transactions + 1, errors, Optional.empty());
  }

  /** After one more change that was refused, the first one of them for a failure. */
  WriteStatus refused(Failure why) {
    return new WriteStatus(transactions, errors + 1, failure.or(() -> Optional.of(why)));
  }
}

package dev.qbipc.corosync;

import dev.qbipc.linux.Errno;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Corosync's errors, {@code cs_error_t}, by their names and numbers (corosync, section 1.3). {@code
 * CS_OK} is none of them.
 */
public enum CorosyncError {
  /** The connection was lost, or never came about. */
  LIBRARY(2, "no connection to corosync"),
  /** The version is not supported. */
  VERSION(3, "the version is not supported"),
  /** Not initialised. */
  INIT(4, "not initialised"),
  /** Not done in time. */
  TIMEOUT(5, "not done in time"),
  /** Nothing was done; a later attempt may succeed. */
  TRY_AGAIN(6, "not possible for the moment"),
  /** An invalid parameter. */
  INVALID_PARAM(7, "an invalid parameter"),
  /** No memory. */
  NO_MEMORY(8, "no memory"),
  /** A handle that does not exist any more. */
  BAD_HANDLE(9, "a handle that does not exist any more"),
  /** Busy, or refused. */
  BUSY(10, "busy, or refused"),
  /** Not permitted. */
  ACCESS(11, "not permitted"),
  /** There is no such thing. */
  NOT_EXIST(12, "there is no such thing"),
  /** The name is too long, or not a valid one. */
  NAME_TOO_LONG(13, "the name is too long, or not a valid one"),
  /** It exists already. */
  EXIST(14, "it exists already"),
  /** No space. */
  NO_SPACE(15, "no space"),
  /** Members changed while a message of several fragments was sent: it is lost. */
  INTERRUPT(16, "interrupted"),
  /** The name is not known. */
  NAME_NOT_FOUND(17, "the name is not known"),
  /** No resources. */
  NO_RESOURCES(18, "no resources"),
  /** Not supported. */
  NOT_SUPPORTED(19, "not supported"),
  /** Not possible in this state. */
  BAD_OPERATION(20, "not possible in this state"),
  /** It failed. */
  FAILED_OPERATION(21, "it failed"),
  /** One side did not understand what the other sent. */
  MESSAGE_ERROR(22, "a message that cannot be understood"),
  /** The queue is full. */
  QUEUE_FULL(23, "the queue is full"),
  /** There is no queue. */
  QUEUE_NOT_AVAILABLE(24, "there is no queue"),
  /** Invalid flags. */
  BAD_FLAGS(25, "invalid flags"),
  /** Too large. */
  TOO_BIG(26, "too large"),
  /** The end of an iteration. */
  NO_SECTIONS(27, "there are no more"),
  /** The context is not known. */
  CONTEXT_NOT_FOUND(28, "the context is not known"),
  /** Too many groups. */
  TOO_MANY_GROUPS(30, "too many groups"),
  /** Refused for security. */
  SECURITY(100, "refused for security");

  private static final Map<Integer, CorosyncError> BY_NUMBER =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(CorosyncError::number, Function.identity()));

  private final int number;
  private final String words;

  CorosyncError(int number, String words) {
    this.number = number;
    this.words = words;
  }

  /** {@return the number on the wire} */
  public int number() {
    return number;
  }

  /**
   * {@return the error with a number, if corosync has one}
   *
   * @param number the number
   */
  public static Optional<CorosyncError> of(int number) {
    return Optional.ofNullable(BY_NUMBER.get(number));
  }

  /**
   * What corosync's own libraries make of a failure of libqb. Only ETIMEDOUT is another one here: a
   * request that was sent and not answered has ended its connection, and nobody can say whether it
   * was carried out, so that it must not look like {@link #TRY_AGAIN}.
   *
   * @param errno one of {@link Errno}'s positive constants
   * @return the error
   */
  public static CorosyncError ofErrno(int errno) {
    return switch (errno) {
      case Errno.EAGAIN, Errno.ENOMSG, Errno.ENOBUFS -> TRY_AGAIN;
      case Errno.ETIMEDOUT -> TIMEOUT;
      case Errno.EINVAL -> INVALID_PARAM;
      case Errno.ENOMEM -> NO_MEMORY;
      case Errno.EBADF -> BAD_HANDLE;
      case Errno.EBUSY -> BUSY;
      case Errno.EACCES -> ACCESS;
      case Errno.ENOENT -> NOT_EXIST;
      case Errno.EEXIST -> EXIST;
      case Errno.ENOSPC -> NO_SPACE;
      case Errno.EINTR -> INTERRUPT;
      case Errno.ENOSYS, Errno.EOPNOTSUPP -> NOT_SUPPORTED;
      case Errno.EBADMSG -> MESSAGE_ERROR;
      case Errno.EMSGSIZE -> TOO_BIG;
      default -> LIBRARY;
    };
  }

  /** {@return words, name and number, as in {@code it exists already (CS_ERR_EXIST, 14)}} */
  public String text() {
    return words + " (CS_ERR_" + name() + ", " + number + ")";
  }
}

package dev.qbipc.fuse;

import java.util.List;

/**
 * What a session has done since it began, and what it has to do now. Each number is right by
 * itself; calls that end just then may be counted in part.
 *
 * @param calls each kind of call that has come, by the order of their opcodes
 * @param waiting calls that wait for an answer that comes later, and those that have held up a
 *     reader for more than 10 ms
 * @param oldestNanos how long the call has been without an answer that has waited longest, in
 *     nanoseconds; 0 if there is none
 * @param readers threads that wait for calls, or are at one
 * @param timeouts calls that were given an answer by the session, since the file system had given
 *     none within {@link FuseOptions#getTimeout}
 * @param interrupts signals to callers that the file system could be told of
 * @param malformed requests that broke the protocol, which were refused
 * @param notifications changes that the kernel was told, and took
 * @param notificationsRefused changes that the kernel was told, and did not take
 * @param notificationsWaiting changes that the kernel has not been told yet
 */
public record FuseStats(
    List<CallStats> calls,
    int waiting,
    long oldestNanos,
    int readers,
    long timeouts,
    long interrupts,
    long malformed,
    long notifications,
    long notificationsRefused,
    int notificationsWaiting) {

  /**
   * Copies the list.
   *
   * @param calls each kind of call that has come
   * @param waiting calls that wait for an answer
   * @param oldestNanos how long one of them has waited at most
   * @param readers threads that wait for calls, or are at one
   * @param timeouts calls that the session answered
   * @param interrupts signals to callers
   * @param malformed requests that broke the protocol
   * @param notifications changes that the kernel took
   * @param notificationsRefused changes that it did not take
   * @param notificationsWaiting changes that it has not been told yet
   */
  public FuseStats {
    calls = List.copyOf(calls);
  }
}

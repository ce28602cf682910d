package dev.qbipc.corosync.fake;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;

/**
 * Plays corosync's side of a recording: compares each request with the recorded one, byte for byte
 * but for padding (corosync, section 8), and answers with what was recorded behind it.
 */
public final class Replay {

  private final FakeCorosync corosync;
  private final Padding padding;
  private final Function<Recording.Message, WireMessage> event;
  private final Deque<Recording.Message> steps = new ArrayDeque<>();
  private String failure;

  /** Which bytes of a request nobody reads. */
  @FunctionalInterface
  public interface Padding {

    /**
     * @param id the request's message id
     * @param offset within the whole message
     */
    boolean has(int id, int offset);
  }

  /**
   * Plays on a service from now on.
   *
   * @param padding of requests, beside that of their headers
   */
  public Replay(FakeCorosync corosync, Padding padding) {
    this(corosync, padding, Recording.Message::withZeros);
  }

  /**
   * Plays on a service from now on.
   *
   * @param padding of requests, beside that of their headers
   * @param event fills in what a recording has left out of an event
   */
  public Replay(
      FakeCorosync corosync, Padding padding, Function<Recording.Message, WireMessage> event) {
    this.corosync = corosync;
    this.padding = padding;
    this.event = event;
    corosync.answer(this::answer);
  }

  /** Adds a case's messages to those that are expected and played. */
  public synchronized Replay expect(List<Recording.Message> messages) {
    steps.addAll(messages);
    return this;
  }

  private synchronized void answer(FakeRequest request) {
    Recording.Message expected = steps.poll();
    if (failure == null) {
      failure =
          expected == null || expected.kind() != Recording.Kind.REQUEST
              ? "no request was recorded here: " + hex(request.bytes(), 64)
              : difference(expected, request);
    }
    boolean answered = false;
    while (steps.peek() != null && steps.peek().kind() != Recording.Kind.REQUEST) {
      Recording.Message message = steps.remove();
      if (message.kind() == Recording.Kind.RESPONSE) {
        request.answer(message.withZeros());
        answered = true;
      } else {
        corosync.eventNow(event.apply(message));
      }
    }
    if (!answered) {
      request.noAnswer();
    }
  }

  private String difference(Recording.Message expected, FakeRequest request) {
    byte[] actual = request.bytes();
    if (actual.length != expected.length()) {
      return "request of " + actual.length + " bytes in place of " + expected.length();
    }
    byte[] shown = expected.shown().clone();
    byte[] sent = Arrays.copyOf(actual, shown.length);
    for (int i = 0; i < shown.length; i++) {
      if (isHeaderPadding(i) || padding.has(request.id(), i)) {
        shown[i] = 0;
        sent[i] = 0;
      }
    }
    return Arrays.equals(shown, sent)
        ? null
        : "request " + hex(sent, 256) + " in place of " + hex(shown, 256);
  }

  private static boolean isHeaderPadding(int offset) {
    return offset >= 4 && offset < 8 || offset >= 12 && offset < 16;
  }

  private static String hex(byte[] bytes, int most) {
    return HexFormat.of().formatHex(Arrays.copyOf(bytes, Math.min(bytes.length, most)));
  }

  /** Waits until all that was recorded has been played, and fails unless all of it was equal. */
  public void assertPlayed() {
    Waiting.until(this::isOver, "the rest of the recording");
    synchronized (this) {
      if (failure != null) {
        throw new AssertionError(failure);
      }
    }
  }

  private synchronized boolean isOver() {
    return steps.isEmpty() || failure != null;
  }
}

package dev.qbipc.server.impl.reader;

/** A connection without a client, to be looked at by what serves connections. */
final class FakeReaderClient implements ReaderClient {

  private final Turn turn = new Turn();
  private final FairTurns.TimeShare timeShare = new FairTurns.TimeShare();
  boolean ready;
  boolean open = true;
  boolean intact = true;
  long deadline = NO_DEADLINE;
  int polls;
  boolean parked;
  private boolean waiting;
  private boolean closed;

  @Override
  public long id() {
    return 0;
  }

  @Override
  public int uid() {
    return 0;
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public boolean isReady() {
    polls++;
    return ready;
  }

  @Override
  public boolean isPosted() {
    return ready;
  }

  @Override
  public int takeRequests(int max) {
    waiting = false;
    ready = false;
    return 1;
  }

  @Override
  public Turn turn() {
    return turn;
  }

  @Override
  public FairTurns.TimeShare timeShare() {
    return timeShare;
  }

  @Override
  public boolean hasTakenAnswers() {
    return true;
  }

  @Override
  public int wakeUps() {
    return 0;
  }

  @Override
  public void takeBytes() {
    turn.bytesTaken();
  }

  @Override
  public boolean isWaiting() {
    return waiting;
  }

  @Override
  public void prepareToSleep() {
    waiting = true;
  }

  @Override
  public long semaphore() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void park() {
    parked = true;
  }

  @Override
  public boolean isStalled() {
    return false;
  }

  @Override
  public boolean retry() {
    return false;
  }

  @Override
  public long expire(long now) {
    return deadline;
  }

  @Override
  public void trimUnused() {}

  @Override
  public boolean isIntact() {
    return intact;
  }

  @Override
  public void truncated() {
    closed = true;
  }
}

package dev.qbipc.server.impl.reader;

import java.util.List;

/**
 * Passes no client over. The notification bytes of a client are taken when so many requests were
 * that it would be caught in its send call otherwise. Belongs to the reader's thread.
 */
final class PlainSchedule implements Schedule {

  @Override
  public void beginRound(long now) {
    // Nothing is put off.
  }

  @Override
  public boolean passesOver(Client client) {
    return false;
  }

  @Override
  public void taken(Client client, int count, long now) {
    if (client.turn().isOver()) {
      client.takeBytes();
    }
  }

  @Override
  public void endRound(List<? extends Client> clients, int busy, boolean anyTaken, long now) {
    // As above.
  }

  @Override
  public boolean hasWork() {
    return false;
  }

  @Override
  public void restart(List<? extends Client> clients, int busy, long now) {
    // As above.
  }

  @Override
  public void reset() {
    // As above.
  }
}

package dev.pmxcfs.state;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** What a program was told is written, until a test has it stored. */
public final class HeldChanges implements UnsettledChanges {

  private final CompletableFuture<Void> stored = new CompletableFuture<>();
  private final AtomicInteger asked = new AtomicInteger();

  @Override
  public boolean isSettled() {
    return stored.isDone();
  }

  @Override
  public CompletionStage<Void> settle() {
    asked.incrementAndGet();
    return stored;
  }

  /** How often they were to be submitted. */
  public int asked() {
    return asked.get();
  }

  /** Has them be stored. */
  public void store() {
    stored.complete(null);
  }
}

package dev.pmxcfs.server.metrics;

import io.vertx.core.Future;
import java.util.function.Supplier;

/** Something that takes a while to make: who asks while it is being made gets the same one. */
final class Shared<T> {

  private final Supplier<Future<T>> make;
  private Future<T> underWay;

  Shared(Supplier<Future<T>> make) {
    this.make = make;
  }

  /** What is being made, or made from now on. Any thread may call it. */
  synchronized Future<T> get() {
    if (underWay == null || underWay.isComplete()) {
      underWay = make.get();
    }
    return underWay;
  }
}

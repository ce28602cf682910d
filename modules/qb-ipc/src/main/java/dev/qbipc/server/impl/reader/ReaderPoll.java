package dev.qbipc.server.impl.reader;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/** Asks readers for something that each finds out on its own thread. */
public final class ReaderPoll {

  private final ContextInternal context;
  private final Duration patience;

  /**
   * @param context gets the answers: readers have better things to do than to add them up
   * @param patience how long a reader may take; at least a millisecond
   */
  public ReaderPoll(ContextInternal context, Duration patience) {
    this.context = context;
    this.patience = patience;
  }

  /**
   * Asks all readers at once.
   *
   * @param question asked on each reader's thread
   * @param silent what counts as the answer of one that gave none in time, or has ended
   * @return the answers, in the order of the readers
   */
  public <T> Future<List<T>> ask(
      List<RingReader> readers, Function<RingReader, T> question, Function<RingReader, T> silent) {
    List<Future<T>> answers = new ArrayList<>();
    for (RingReader reader : readers) {
      answers.add(ask(reader, question).recover(cause -> answered(silent.apply(reader))));
    }
    return Future.all(answers).map(all -> answers.stream().map(Future::result).toList());
  }

  private <T> Future<T> answered(T answer) {
    return context.succeededFuture(answer);
  }

  private <T> Future<T> ask(RingReader reader, Function<RingReader, T> question) {
    Promise<T> answer = context.promise();
    long timer =
        context
            .owner()
            .setTimer(
                patience.toMillis(), late -> answer.tryFail(reader.name() + " gives no answer"));
    try {
      reader.execute(() -> answer.tryComplete(question.apply(reader)));
    } catch (RejectedExecutionException ended) {
      answer.tryFail(ended);
    }
    return answer.future().onComplete(ended -> context.owner().cancelTimer(timer));
  }
}

package dev.pmxcfs.ipc.cli.stats;

import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * How much counts have grown since an earlier report.
 *
 * @param <R> what is counted of, such as an operation
 */
final class Increase<R> {

  private final Function<R, ?> id;
  private final Map<?, R> before;

  /**
   * @param before the earlier report
   * @param id what tells whether it is the same in both reports
   */
  Increase(Collection<R> before, Function<R, ?> id) {
    this.id = id;
    this.before = before.stream().collect(Collectors.toMap(id, Function.identity()));
  }

  /** The increase of a count, from 0 if the earlier report does not have it. */
  long of(R now, ToLongFunction<R> count) {
    R earlier = before.get(id.apply(now));
    return count.applyAsLong(now) - (earlier == null ? 0 : count.applyAsLong(earlier));
  }
}

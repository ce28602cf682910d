package dev.pmxcfs.bench.process;

/**
 * A process of the benchmark did not do what it has to; the message says which, and what it said.
 */
public final class BenchmarkFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public BenchmarkFailedException(String message) {
    super(message);
  }

  public BenchmarkFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}

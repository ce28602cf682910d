package dev.pmxcfs.bench.process;

/**
 * What one client measured.
 *
 * @param seconds how long it took
 * @param count answers
 * @param bytes the answers' bytes
 * @param cpu the client's processor time in nanoseconds
 * @param times what each took
 */
record ClientResult(double seconds, long count, long bytes, long cpu, Histogram times) {

  private static final double NANOS_PER_SECOND = 1e9;

  /** Reads a client's output to its end, and waits for the client's. */
  static ClientResult read(Child child) {
    ClientResult result = next(child);
    if (!child.await()) {
      throw new BenchmarkFailedException("a client ended early");
    }
    return result;
  }

  /** Reads a client's output to the end of one measurement. */
  static ClientResult next(Child child) {
    double seconds = number(child.expect("nanos")) / NANOS_PER_SECOND;
    long count = number(child.expect("count"));
    long bytes = number(child.expect("bytes"));
    long cpu = number(child.expect("cpu"));
    var times = new Histogram();
    String line = child.readLine();
    while (line != null && line.startsWith("time")) {
      String[] fields = line.split(" ");
      times.add(Long.parseLong(fields[1]), Long.parseLong(fields[2]));
      line = child.readLine();
    }
    if (!"end".equals(line)) {
      throw new BenchmarkFailedException("a client ended early");
    }
    return new ClientResult(seconds, count, bytes, cpu, times);
  }

  private static long number(String line) {
    return Long.parseLong(line.split(" ")[1]);
  }

  double perSecond() {
    return count / seconds;
  }
}

package dev.pmxcfs.bench.process;

import java.time.Duration;
import java.util.List;

/**
 * What clients got out of a server that they loaded together.
 *
 * @param count answers of all clients
 * @param perSecond those in a second
 * @param bytesPerSecond the answers' bytes
 * @param times what each answer took
 * @param nanosOfServer processor time of the server for each answer, in nanoseconds
 * @param nanosOfClients processor time of the clients for each answer, in nanoseconds
 * @param fairness answers of the slowest client divided by those of the fastest
 */
public record Load(
    long count,
    double perSecond,
    double bytesPerSecond,
    Histogram times,
    double nanosOfServer,
    double nanosOfClients,
    double fairness) {

  /** Where nobody measures. */
  public static Load none() {
    double unknown = Double.NaN;
    return new Load(0, unknown, unknown, new Histogram(), unknown, unknown, unknown);
  }

  static Load of(List<ClientResult> clients, Duration serverTime) {
    var times = new Histogram();
    clients.forEach(client -> times.add(client.times()));
    long count = clients.stream().mapToLong(ClientResult::count).sum();
    var rates = clients.stream().mapToDouble(ClientResult::perSecond).summaryStatistics();
    return new Load(
        count,
        rates.getSum(),
        clients.stream().mapToDouble(client -> client.bytes() / client.seconds()).sum(),
        times,
        (double) serverTime.toNanos() / count,
        (double) clients.stream().mapToLong(ClientResult::cpu).sum() / count,
        rates.getMin() / rates.getMax());
  }
}

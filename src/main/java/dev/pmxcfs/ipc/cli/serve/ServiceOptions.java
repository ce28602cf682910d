package dev.pmxcfs.ipc.cli.serve;

import dev.qbipc.server.QbServerOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The options that all commands have that start a service. */
@Command(optionListHeading = "%nThreads:%n")
final class ServiceOptions {

  @Option(
      names = "--readers",
      paramLabel = "N",
      description = "Threads that read requests, at most 64 (default: one for every four cores).")
  private Integer readers;

  @Option(
      names = "--reader-nice",
      paramLabel = "N",
      description =
          "Added to the nice value of busy readers (default: -10, ahead of clients; 0: nothing).")
  private Integer readerNice;

  @Option(
      names = "--event-loops",
      paramLabel = "N",
      description = "Event loops for connecting clients (default: half the cores, at most four).")
  private Integer eventLoops;

  /**
   * Adds what the command line says.
   *
   * @throws IllegalArgumentException if a number cannot be
   */
  QbServerOptions addTo(QbServerOptions options) {
    if (readers != null) {
      options.getReaderOptions().setReaders(readers);
    }
    if (readerNice != null) {
      options.getReaderOptions().setNice(readerNice);
    }
    if (eventLoops != null) {
      options.getHandshakeOptions().setEventLoops(eventLoops);
    }
    return options;
  }
}

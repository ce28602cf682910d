package dev.pmxcfs.ipc.cli.serve;

import dev.qbipc.server.QbServerOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that all commands have that start a service. */
@Command(optionListHeading = "%nThreads:%n")
final class ServiceOptions {

  /** Busy readers go before the clients that they serve. */
  private static final int READER_NICE = -10;

  @Option(
      names = "--readers",
      paramLabel = "N",
      description = "Threads that read requests, at most 64 (default: one for every four cores).")
  private Integer readers;

  @Option(
      names = "--reader-nice",
      paramLabel = "N",
      description =
          "Added to their nice value when busy (default: -10, before the clients; 0: as others).")
  private Integer readerNice;

  @Option(
      names = "--event-loops",
      paramLabel = "N",
      description = "Event loops for connecting clients (default: by the cores, at most four).")
  private Integer eventLoops;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /**
   * The server that the command line describes.
   *
   * @throws ParameterException if a number or the name cannot be
   */
  QbServerOptions forService(String service) {
    try {
      var options = new QbServerOptions().setService(service).setReaderNice(READER_NICE);
      if (readers != null) {
        options.setReaders(readers);
      }
      if (readerNice != null) {
        options.setReaderNice(readerNice);
      }
      if (eventLoops != null) {
        options.setEventLoops(eventLoops);
      }
      return options;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }
}

package dev.pmxcfs.ipc.cli.call;

import dev.pmxcfs.ipc.admin.RefusedException;
import dev.pmxcfs.ipc.admin.RunningService;
import dev.pmxcfs.ipc.cli.base.CommandFailedException;
import dev.pmxcfs.ipc.cli.base.ConnectFailure;
import dev.pmxcfs.ipc.cli.base.Defaults;
import dev.pmxcfs.ipc.cli.base.EpollVertx;
import dev.pmxcfs.ipc.cli.base.ExitStatus;
import dev.pmxcfs.ipc.cli.base.ModuleOptions;
import dev.pmxcfs.ipc.cli.base.StandardOutput;
import dev.pmxcfs.ipc.modules.KnownOperations;
import dev.pmxcfs.ipc.modules.KnownOperations.KnownOperation;
import dev.qbipc.QbException;
import dev.qbipc.client.QbClient;
import dev.qbipc.client.QbClientOptions;
import dev.qbipc.client.QbMessage;
import dev.qbipc.linux.Errno;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Asks a service once, as libqb's C clients do, and prints the answer's payload as it came. */
@Command(
    name = CallCommand.NAME,
    description = "Sends one request and prints the answer.",
    footerHeading = "%nOperations and their arguments:%n",
    mixinStandardHelpOptions = true)
public final class CallCommand implements Runnable {

  public static final String NAME = "call";

  /** What the clients of pmxcfs ask for, in bytes. */
  private static final int MAX_MESSAGE_SIZE = 1024 * 1024;

  @Option(
      names = "--service",
      paramLabel = "NAME",
      defaultValue = Defaults.SERVICE,
      description = "The service to ask (default: ${DEFAULT-VALUE}).")
  private String service;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "How long to wait for the server and the answer (default: ${DEFAULT-VALUE}).")
  private int timeout;

  @Mixin private ModuleOptions moduleOptions;

  @ArgGroup private RawPayload raw;

  @Parameters(
      index = "0",
      paramLabel = "OPERATION",
      description = "A name listed below, or the number of any operation.")
  private String operation;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "ARGUMENT",
      description = "What the operation takes, as listed below.")
  private List<String> arguments = List.of();

  @Spec private CommandSpec command;

  /** A payload that is sent as it is, to operations that this program need not know. */
  static final class RawPayload {

    @Option(names = "--text", paramLabel = "TEXT", description = "Sends this text as the payload.")
    private String text;

    @Option(
        names = "--hex",
        paramLabel = "DIGITS",
        description = "Sends these bytes, in hexadecimal.")
    private String hex;

    Buffer bytes() {
      return Buffer.buffer(text != null ? text.getBytes(StandardCharsets.UTF_8) : parseHex());
    }

    private byte[] parseHex() {
      try {
        return HexFormat.of().parseHex(hex);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("--hex: " + e.getMessage(), e);
      }
    }
  }

  @Override
  public void run() {
    if (timeout < 1) {
      throw notUnderstood("--timeout must be at least 1: " + timeout);
    }
    Vertx vertx = EpollVertx.start(1);
    try {
      Optional<KnownOperation> known = known(vertx);
      int id = known.map(KnownOperation::id).orElseGet(this::number);
      QbMessage answer = ask(vertx, id, payload(known));
      if (answer.error() != 0) {
        throw new CommandFailedException(
            ExitStatus.ofRefusal(-answer.error()),
            "operation " + operation + " of @" + service + ": " + reason(answer.error()));
      }
      StandardOutput.print(answer.payload().getBytes());
    } finally {
      // or else the JVM takes a third of a second longer to end
      vertx.close().await();
    }
  }

  /** What an error of pmxcfs's operations means, where the C library's words say less. */
  private static String reason(int error) {
    return switch (-error) {
      case Errno.ENOENT -> "no such file or no such key (ENOENT)";
      case Errno.ECHRNG -> "no module serves it (ECHRNG)";
      case Errno.EFBIG -> "the answer is larger than a message may be (EFBIG)";
      default -> Errno.text(error);
    };
  }

  /** The operation as the modules here describe it, or else those that the server has. */
  private Optional<KnownOperation> known(Vertx vertx) {
    Optional<KnownOperation> known = KnownOperations.in(moduleOptions.directory()).find(operation);
    boolean isNeeded = !isNumber() || !arguments.isEmpty();
    return known.isPresent() || !isNeeded ? known : knownByServer(vertx);
  }

  private Optional<KnownOperation> knownByServer(Vertx vertx) {
    try (var running = RunningService.connect(vertx, service)) {
      Optional<KnownOperation> known = KnownOperations.of(running.descriptors()).find(operation);
      if (known.isEmpty() && !isNumber()) {
        throw notUnderstood("there is no operation " + operation + " at @" + service);
      }
      return known;
    } catch (QbException | IllegalArgumentException | RefusedException | IOException e) {
      if (isNumber()) {
        return Optional.empty();
      }
      String why = e instanceof QbException failure ? why(failure) : e.getMessage();
      throw notUnderstood(
          "there is no operation "
              + operation
              + " in the modules here, and the server cannot be asked for its own ("
              + why
              + "); give its number, or --modules");
    }
  }

  private String why(QbException e) {
    return ConnectFailure.ofServer(service, e).getMessage();
  }

  /** The operations of the program's own modules, a line for each. */
  public static String operationsForHelp() {
    return KnownOperations.in(new ModuleOptions().directory()).all().stream()
        .map(operation -> operation.usage() + System.lineSeparator())
        .collect(Collectors.joining());
  }

  private boolean isNumber() {
    return operation.matches("-?\\d+");
  }

  private int number() {
    try {
      return Integer.parseInt(operation);
    } catch (NumberFormatException e) {
      throw notUnderstood("there is no operation " + operation);
    }
  }

  private Buffer payload(Optional<KnownOperation> known) {
    try {
      if (raw != null || known.isEmpty()) {
        return rawPayload();
      }
      return known.get().encode(arguments);
    } catch (IllegalArgumentException e) {
      throw notUnderstood(e.getMessage());
    }
  }

  private Buffer rawPayload() {
    if (!arguments.isEmpty()) {
      throw notUnderstood(
          "operation " + operation + " takes no arguments other than --text or --hex");
    }
    return raw != null ? raw.bytes() : Buffer.buffer();
  }

  private QbMessage ask(Vertx vertx, int id, Buffer payload) {
    QbClient client = connect(vertx);
    try {
      return client.request(id, payload, Duration.ofSeconds(timeout)).await();
    } catch (QbException e) {
      throw new CommandFailedException("operation " + operation + ": " + e.getMessage(), e);
    } finally {
      client.disconnect().await();
    }
  }

  private QbClient connect(Vertx vertx) {
    try {
      var options =
          new QbClientOptions()
              .setService(service)
              .setMaxMessageSize(MAX_MESSAGE_SIZE)
              .setConnectTimeout(Duration.ofSeconds(timeout));
      return QbClient.connect(vertx, options).await();
    } catch (IllegalArgumentException e) {
      throw notUnderstood(e.getMessage());
    } catch (QbException e) {
      throw ConnectFailure.ofService(service, e);
    }
  }

  private ParameterException notUnderstood(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}

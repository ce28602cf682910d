package dev.pmxcfs.ipc.cli.config;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.ipc.cli.base.CommandFailedException;
import dev.pmxcfs.ipc.cli.config.place.ConfigPathConverter;
import dev.pmxcfs.ipc.cli.config.place.ConfigPlace;
import dev.pmxcfs.ipc.cli.config.place.FileContents;
import dev.pmxcfs.ipc.cli.config.place.VersionConverter;
import dev.pmxcfs.state.failure.Reason;
import dev.qbipc.linux.file.NamedPath;
import dev.qbipc.linux.file.OpenFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Creates a file or replaces its contents. */
@Command(
    name = "put",
    description = {
      "Creates a file or replaces its contents.",
      "Without a cluster this is one change: the file is never seen empty or half written, not even"
          + " after a crash. Directories that -p has made stay if it fails."
    },
    mixinStandardHelpOptions = true)
final class PutCommand implements Runnable {

  private static final String STANDARD_INPUT = "-";
  private static final Path STANDARD_INPUT_AS_FILE = Path.of("/dev/stdin");
  private static final Path OWN_DESCRIPTORS = Path.of("/proc/self/fd");

  @Mixin private ConfigPlace source;

  @Parameters(
      index = "0",
      paramLabel = "PATH",
      converter = ConfigPathConverter.class,
      description = "The file to be created or replaced.")
  private ByteString path;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "FILE",
      defaultValue = STANDARD_INPUT,
      description = "The file with the contents; - is standard input (default: ${DEFAULT-VALUE}).")
  private String file;

  @Option(
      names = {"-p", "--parents"},
      description = "Makes missing parent directories first.")
  private boolean parents;

  @Option(
      names = "--empty",
      description = "Accepts empty standard input, which is refused otherwise.")
  private boolean empty;

  @Option(
      names = "--if-version",
      paramLabel = "VERSION",
      converter = VersionConverter.class,
      description =
          "Changes the file only if it has this version, which stat and cat --show-version tell,"
              + " and else ends with status 6; 0 is for a file that must not exist. In a cluster"
              + " the version is looked at when the change is sent to the other nodes.")
  private Long version;

  @Override
  public void run() {
    byte[] data = contents();
    if (data.length == 0 && file.equals(STANDARD_INPUT) && !empty) {
      throw new CommandFailedException(
          "standard input is empty, and nothing was changed; --empty makes an empty file");
    }
    source.useOrCreate(
        files -> {
          if (parents) {
            new Directories(files).makeParents(path);
          }
          if (version != null) {
            files.putIfVersion(path.toArray(), data, version);
          } else {
            files.put(path.toArray(), data);
          }
        });
  }

  /** Read before anything is opened, so that typing the contents does not block a database. */
  private byte[] contents() {
    try {
      if (file.equals(STANDARD_INPUT)) {
        return FileContents.read(System.in);
      }
      return contents(Path.of(file));
    } catch (IOException e) {
      throw CommandFailedException.of("cannot read " + name() + ": " + Reason.of(e), e);
    }
  }

  private static byte[] contents(Path file) throws IOException {
    if (isDescriptor(file)) {
      try (InputStream in = Files.newInputStream(file)) {
        return FileContents.read(in);
      }
    }
    try (OpenFile opened = NamedPath.openFile(file)) {
      return switch (opened.status().type()) {
        case REGULAR -> opened.read(FileContents.MAX);
        case DIRECTORY -> throw new IOException("is a directory");
        default ->
            throw new IOException("is not a regular file; send its contents to standard input");
      };
    }
  }

  /** Whether the shell has opened it, as for {@code <(command)}. */
  private static boolean isDescriptor(Path file) throws IOException {
    if (file.equals(STANDARD_INPUT_AS_FILE)) {
      return true;
    }
    Path directory = file.toAbsolutePath().getParent();
    return directory != null
        && Files.isDirectory(directory)
        && directory.toRealPath().equals(OWN_DESCRIPTORS.toRealPath());
  }

  private String name() {
    return file.equals(STANDARD_INPUT) ? "standard input" : file;
  }
}

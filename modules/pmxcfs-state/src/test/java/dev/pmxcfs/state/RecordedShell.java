package dev.pmxcfs.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.replica.ChangeLog;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.Directory;
import dev.pmxcfs.state.tree.TreeException;
import java.time.Clock;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Does to a state what a recorded shell command did to the C server's file system, with the same
 * operations (operations, section 5.2, "FUSE effects").
 */
public final class RecordedShell {

  private static final String MOUNT_POINT = "/etc/pve/";
  private static final Pattern REDIRECTION = Pattern.compile("(.*) (>>?) (\\S+)");

  private final ChangeWriter writer;
  private final Files files;
  private final Clock clock;

  /**
   * @param state what to change
   * @param clock tells what time files are touched
   */
  public RecordedShell(ClusterState state, Clock clock) {
    this(state.changes(), new StateFiles(state), clock);
  }

  /**
   * @param changes changes the files
   * @param files what is there
   * @param clock tells what time files are touched
   */
  public RecordedShell(ChangeLog changes, Files files, Clock clock) {
    this.writer = new ChangeWriter(changes);
    this.files = files;
    this.clock = clock;
  }

  /** What a shell looks at before it writes. */
  public interface Files {

    boolean isDirectory(String path);

    /** Of a file, in bytes; nothing where none is. */
    OptionalLong size(String path);
  }

  private record StateFiles(ClusterState state) implements Files {

    @Override
    public boolean isDirectory(String path) {
      return state.tree().find(ConfigPath.of(path)).filter(Directory.class::isInstance).isPresent();
    }

    @Override
    public OptionalLong size(String path) {
      return state
          .config(ByteString.of(path))
          .map(data -> OptionalLong.of(data.length))
          .orElse(OptionalLong.empty());
    }
  }

  /** Runs a line of commands until one fails. */
  public void run(String line) throws TreeException {
    for (String command : line.split("; ")) {
      runOne(command);
    }
  }

  private void runOne(String command) throws TreeException {
    Matcher redirection = REDIRECTION.matcher(command);
    if (redirection.matches()) {
      boolean append = redirection.group(2).equals(">>");
      redirect(output(redirection.group(1)), append, path(redirection.group(3)));
      return;
    }
    String[] words = command.split(" ");
    boolean parents = words[1].equals("-p");
    String[] paths =
        Arrays.stream(words).skip(parents ? 2 : 1).map(this::path).toArray(String[]::new);
    switch (words[0]) {
      case "mkdir" -> makeDirectories(paths, parents);
      case "touch" -> writer.setMtime(bytes(paths[0]), (int) clock.instant().getEpochSecond());
      case "mv" -> writer.rename(bytes(paths[0]), bytes(paths[1]));
      case "rm" -> {
        for (String path : paths) {
          writer.delete(bytes(path));
        }
      }
      default -> throw new IllegalArgumentException(command);
    }
  }

  private String path(String word) {
    if (!word.startsWith(MOUNT_POINT)) {
      throw new IllegalArgumentException(word);
    }
    return word.substring(MOUNT_POINT.length());
  }

  private static String output(String command) {
    if (command.equals(":")) {
      return "";
    }
    String argument = command.substring("printf ".length());
    return argument.replace("'", "").replace("\\n", "\n").replace("\\t", "\t").replace("\\r", "\r");
  }

  /** A shell opens the file, which truncates one that exists, and writes each line by itself. */
  private void redirect(String output, boolean append, String path) throws TreeException {
    OptionalLong size = files.size(path);
    long offset = 0;
    if (size.isEmpty()) {
      writer.create(bytes(path));
    } else if (append) {
      offset = size.getAsLong();
    } else {
      writer.write(bytes(path), 0, bytes(""), true);
    }
    for (String text : output.isEmpty() ? new String[0] : output.split("(?<=\n)")) {
      offset += writer.write(bytes(path), offset, bytes(text), false);
    }
  }

  private void makeDirectories(String[] paths, boolean parents) throws TreeException {
    for (String path : paths) {
      for (int end = parents ? 0 : path.length(); end >= 0; ) {
        int slash = path.indexOf('/', end + 1);
        String part = slash < 0 ? path : path.substring(0, slash);
        if (!parents || !files.isDirectory(part)) {
          writer.makeDirectory(bytes(part));
        }
        end = slash;
      }
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}

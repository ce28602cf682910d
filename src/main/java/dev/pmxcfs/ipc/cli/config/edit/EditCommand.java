package dev.pmxcfs.ipc.cli.config.edit;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.ipc.admin.ConfigFiles;
import dev.pmxcfs.ipc.admin.RefusedException;
import dev.pmxcfs.ipc.cli.base.CommandFailedException;
import dev.pmxcfs.ipc.cli.config.place.ConfigPathConverter;
import dev.pmxcfs.ipc.cli.config.place.ConfigPlace;
import dev.pmxcfs.ipc.cli.config.place.FileContents;
import dev.pmxcfs.state.failure.Reason;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.RegularFile;
import dev.qbipc.linux.Errno;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.Arrays;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Has a file edited, and puts it in place unless somebody else has changed it meanwhile. */
@Command(
    name = "edit",
    description = {
      "Opens a file in an editor, $VISUAL, $EDITOR or the system's default, and replaces its"
          + " contents when the editor ends; a file that does not exist is created.",
      "What somebody else has changed meanwhile is not overwritten: the command ends with status 6"
          + " and says which file has the text, as it does whenever the text is not in place."
    },
    mixinStandardHelpOptions = true)
public final class EditCommand implements Runnable {

  @Mixin private ConfigPlace source;

  @Parameters(paramLabel = "PATH", converter = ConfigPathConverter.class, description = "The file.")
  private ByteString path;

  @Spec private CommandSpec command;

  private byte[] before = RegularFile.NO_DATA;

  /** That nothing is there. */
  private long version;

  @Override
  public void run() {
    Editor editor = Editor.of(System::getenv);
    source.readOrNothing(this::look);
    try (var text = EditedText.of(new ConfigPath(path.toArray()).name(), before)) {
      byte[] after = edited(editor, text);
      if (Arrays.equals(before, after)) {
        PrintWriter err = command.commandLine().getErr();
        err.println("nothing was changed");
        err.flush();
        text.discard();
        return;
      }
      try {
        source.useOrCreate(files -> files.putIfVersion(path.toArray(), after, version));
      } catch (CommandFailedException e) {
        throw new CommandFailedException(
            e.status(), e.getMessage() + "; your text is in " + text.file(), e);
      }
      text.discard();
    } catch (IOException e) {
      throw CommandFailedException.of("cannot have a file edited: " + Reason.withFile(e), e);
    }
  }

  private void look(ConfigFiles files) throws RefusedException, IOException {
    try {
      version = files.status(path.toArray()).attributes().version();
      before = files.read(path.toArray());
    } catch (RefusedException e) {
      if (e.errno() != Errno.ENOENT) {
        throw e;
      }
    }
  }

  private static byte[] edited(Editor editor, EditedText text) throws IOException {
    int status = editor.edit(text.file());
    if (status != 0) {
      throw new CommandFailedException(
          "the editor ("
              + editor
              + ") ended with status "
              + status
              + ", and nothing was changed; the text is in "
              + text.file());
    }
    try (InputStream in = Files.newInputStream(text.file())) {
      return FileContents.read(in);
    }
  }
}

package dev.pmxcfs.ipc.cli.config;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.ipc.cli.config.place.ConfigPlace;
import dev.pmxcfs.state.StateOptions;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.WatchedFiles;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes the directories that PVE's set-up makes of a new node. */
@Command(
    name = "init",
    description = {
      "Makes the directories that PVE's set-up makes for a node, as far as they are missing:"
          + " nodes/NAME with qemu-server, lxc, openvz and priv, priv with lock, and those of the"
          + " files that PVE's programs watch, such as ha and sdn.",
      "Keys, certificates and configuration files are left to PVE's own tools."
    },
    mixinStandardHelpOptions = true)
final class InitCommand implements Runnable {

  private static final List<String> OF_A_NODE = List.of("qemu-server", "lxc", "openvz", "priv");

  @Mixin private ConfigPlace source;

  @Option(
      names = "--node",
      paramLabel = "NAME",
      description = "The node's name (default: the host's name up to its first dot).")
  private String node;

  @Spec private CommandSpec command;

  @Override
  public void run() {
    Set<String> paths = directories(name());
    source.useOrCreate(
        files -> {
          var directories = new Directories(files);
          for (String path : paths) {
            directories.make(ByteString.of(path));
          }
        });
  }

  private String name() {
    var options = new StateOptions();
    try {
      return (node == null ? options : options.setNodeName(node)).nodeNameOrHostName();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }

  private static Set<String> directories(String name) {
    Set<String> paths = new LinkedHashSet<>(List.of("priv/lock"));
    OF_A_NODE.forEach(directory -> paths.add("nodes/" + name + "/" + directory));
    WatchedFiles watched = WatchedFiles.UNREAD;
    IntStream.range(0, watched.count())
        .mapToObj(watched::path)
        .map(file -> ConfigPath.of(file).directory().canonical().toString())
        .filter(directory -> !directory.isEmpty())
        .forEach(paths::add);
    return paths;
  }
}

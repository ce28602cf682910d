package dev.pmxcfs.ipc.cli.serve;

import dev.pmxcfs.ipc.mount.MountOptions;
import dev.pmxcfs.ipc.server.PmxcfsServerOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Whether and where the configuration is mounted. */
@Command(optionListHeading = "%nMount:%n")
final class MountedOptions {

  @Option(
      names = "--mount",
      paramLabel = "DIR",
      description =
          "Mounts the configuration on an empty directory, such as /etc/pve; takes root. With"
              + " --config-dir it can only be read there.")
  private String directory;

  @Option(
      names = "--mount-readers",
      paramLabel = "N",
      description =
          "Threads that answer the kernel's calls, at most 1024; there are more while these are"
              + " held up (default: 2).")
  private Integer readers;

  /**
   * @throws IllegalArgumentException if a value cannot be
   */
  void addTo(PmxcfsServerOptions options) {
    var mount = new MountOptions();
    if (directory != null) {
      mount.setDirectory(directory);
    }
    if (readers != null) {
      mount.setReaders(readers);
    }
    options.setMount(mount);
  }
}

package dev.pmxcfs.ipc.cli.selftest;

import dev.pmxcfs.ipc.mount.MountOptions;
import dev.pmxcfs.ipc.mount.ServedMount;
import dev.pmxcfs.state.StateOptions;
import dev.qbipc.fuse.MountException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a mount needs. Where none is asked for, it may be absent. */
final class MountFindings {

  private static final Path DEVICE = Path.of("/dev/fuse");
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Pattern CAPABILITIES = Pattern.compile("(?m)^CapEff:\\s+([0-9a-f]+)$");

  /** Of linux/capability.h. */
  private static final int CAP_SYS_ADMIN = 21;

  private static final int HEXADECIMAL = 16;

  private MountFindings() {}

  static List<Finding> all(SelftestOptions options) {
    List<Finding> findings = new ArrayList<>(List.of(device(options), capability(options)));
    options.mount().ifPresent(directory -> findings.add(directory(directory, options)));
    return findings;
  }

  private static Finding device(SelftestOptions options) {
    try {
      FileChannel.open(DEVICE, StandardOpenOption.READ, StandardOpenOption.WRITE).close();
      return Finding.ok("fuse", DEVICE + " can be opened");
    } catch (IOException e) {
      return lack(
          options,
          "fuse",
          DEVICE + " cannot be opened, so nothing can be mounted",
          "modprobe fuse, and be root; in a container also --device " + DEVICE);
    }
  }

  private static Finding capability(SelftestOptions options) {
    return mayMount()
        ? Finding.ok("mount-rights", "this user may mount (CAP_SYS_ADMIN)")
        : lack(
            options,
            "mount-rights",
            "this user may not mount (CAP_SYS_ADMIN)",
            "start it as root; in a container also --cap-add SYS_ADMIN");
  }

  private static boolean mayMount() {
    try {
      Matcher capabilities = CAPABILITIES.matcher(Files.readString(STATUS));
      return capabilities.find()
          && (Long.parseUnsignedLong(capabilities.group(1), HEXADECIMAL) >> CAP_SYS_ADMIN & 1) == 1;
    } catch (IOException e) {
      return false;
    }
  }

  private static Finding lack(SelftestOptions options, String what, String found, String action) {
    return options.mount().isPresent()
        ? Finding.missing(what, found, action)
        : Finding.warning(what, found, action + "; only --mount needs it");
  }

  private static Finding directory(Path directory, SelftestOptions options) {
    try {
      ServedMount.check(
          new MountOptions().setDirectory(directory.toString()),
          new StateOptions().setDatabase(options.database().toString()));
      return isEmpty(directory)
          ? Finding.ok("mount", directory + " is empty, and can be mounted on")
          : Finding.missing(
              "mount",
              directory + " is not empty",
              "umount it if it is a mount of another server, or choose an empty directory");
    } catch (MountException e) {
      return Finding.missing("mount", e.getMessage(), "choose another directory");
    } catch (IOException e) {
      return Files.exists(directory)
          ? Finding.warning(
              "mount",
              directory + " cannot be read",
              "none, if it is what a server has left that was killed: it will be replaced")
          : Finding.missing("mount", directory + " does not exist", "mkdir -p " + directory);
    }
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.findAny().isEmpty();
    }
  }
}

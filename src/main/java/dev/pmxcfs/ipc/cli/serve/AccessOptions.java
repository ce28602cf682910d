package dev.pmxcfs.ipc.cli.serve;

import dev.pmxcfs.ipc.server.GroupFile;
import dev.pmxcfs.ipc.server.ServiceOwner;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The options that say who may connect beside the server's owner. */
@Command(optionListHeading = "%nWho may connect:%n")
public final class AccessOptions {

  private static final Logger LOG = LoggerFactory.getLogger(AccessOptions.class);

  @Option(
      names = "--group",
      paramLabel = "NAME",
      defaultValue = "www-data",
      description = "The group whose members may read (default: ${DEFAULT-VALUE}).")
  private String group;

  /** The group that may read; empty, with a warning, if there is none of its name. */
  OptionalInt readers() {
    OptionalInt gid = GroupFile.gid(GroupFile.PATH, group);
    if (gid.isEmpty()) {
      LOG.warn("there is no group {}: root alone can connect; --group names another", group);
    }
    return gid;
  }

  /** The user who may do everything. Tells an ordinary user what that means. */
  ServiceOwner owner() {
    ServiceOwner owner = ServiceOwner.ofThisProcess();
    if (!owner.isRoot()) {
      LOG.info(
          "started by user {}, who may do here what root may; the group {} can read only where this"
              + " server may hand files to others (CAP_CHOWN)",
          owner,
          group);
    }
    return owner;
  }
}

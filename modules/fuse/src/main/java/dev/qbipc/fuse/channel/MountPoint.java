package dev.qbipc.fuse.channel;

import dev.qbipc.fuse.FuseOptions;
import dev.qbipc.fuse.MountException;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.SystemCallException;
import dev.qbipc.linux.file.FileStatus;
import dev.qbipc.linux.mount.MountEntry;
import dev.qbipc.linux.mount.Mounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory that a file system is mounted on. What a killed server has left there is taken off,
 * also while processes are inside; nothing else is (mount, section 15.5).
 */
public final class MountPoint {

  private static final Logger LOG = LoggerFactory.getLogger(MountPoint.class);

  private static final String TYPE = "fuse";

  /** Mounts can be stacked; so many are nobody's mistake. */
  private static final int MOST_DEAD_MOUNTS = 100;

  private final Path directory;
  private final FuseOptions options;

  /** The number of the file system that was mounted here; unlike its place it stays. */
  private OptionalLong device = OptionalLong.empty();

  private MountPoint(Path directory, FuseOptions options) {
    this.directory = directory;
    this.options = options;
  }

  /**
   * A directory that can be mounted on, once what is dead has been taken off.
   *
   * @throws MountException if something is there that has to stay
   */
  public static MountPoint prepare(Path directory, FuseOptions options) throws MountException {
    var point = new MountPoint(located(directory), options);
    point.takeOffTheDead();
    point.checkDirectory();
    return point;
  }

  /** The path as the kernel has it; the directory itself may be a dead mount, which nobody asks. */
  private static Path located(Path directory) throws MountException {
    Path absolute = directory.toAbsolutePath().normalize();
    if (absolute.getParent() == null) {
      throw new MountException(absolute + " cannot be mounted on");
    }
    try {
      return absolute.getParent().toRealPath().resolve(absolute.getFileName());
    } catch (IOException e) {
      throw new MountException(absolute.getParent() + " cannot be found: make it first", e);
    }
  }

  private void takeOffTheDead() throws MountException {
    for (int i = 0; i < MOST_DEAD_MOUNTS; i++) {
      Optional<MountEntry> there = present();
      if (there.isEmpty()) {
        return;
      }
      refuseUnlessOurs(there.get());
      refuseUnlessDead(there.get());
      try {
        Mounts.detach(directory);
      } catch (SystemCallException e) {
        throw new MountException(
            "a dead mount on " + directory + " cannot be taken off, " + Errno.text(e.errno()), e);
      }
    }
    throw new MountException("mounts on " + directory + " do not come to an end");
  }

  private void refuseUnlessOurs(MountEntry there) throws MountException {
    if (!there.type().equals(TYPE) || !there.source().equals(options.getSource())) {
      throw new MountException(
          "another file system is mounted on "
              + directory
              + " ("
              + there.source()
              + ", type "
              + there.type()
              + "): unmount it, or choose another directory");
    }
  }

  private void refuseUnlessDead(MountEntry there) throws MountException {
    switch (Liveness.of(directory)) {
      case DEAD -> {}
      case ALIVE ->
          throw new MountException(
              "a server already has its file system on "
                  + directory
                  + " ("
                  + there.source()
                  + "): stop that server, or choose another directory");
      default ->
          throw new MountException(
              "the file system on "
                  + directory
                  + " ("
                  + there.source()
                  + ") does not answer, but its server has not ended: stop it, or detach the mount"
                  + " (umount -l "
                  + directory
                  + ")");
    }
  }

  private void checkDirectory() throws MountException {
    if (Files.isSymbolicLink(directory)) {
      throw new MountException(
          directory + " is a symbolic link: name the directory that it leads to");
    }
    if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      throw new MountException(directory + " does not exist: make the directory first");
    }
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      throw new MountException(directory + " is not a directory");
    }
    try (Stream<Path> entries = Files.list(directory)) {
      if (entries.findAny().isPresent()) {
        throw new MountException(
            directory
                + " is not empty, and a mount would hide what is in it: move that away first");
      }
    } catch (MountException e) {
      throw e;
    } catch (IOException e) {
      throw new MountException(directory + " cannot be listed", e);
    }
  }

  /**
   * Mounts; the device's requests can be read from here on.
   *
   * @throws MountException why not; nothing is mounted then
   */
  public void mount(FuseDevice device) throws MountException {
    var data =
        new StringBuilder("fd=" + device.descriptor())
            .append(",rootmode=40000,user_id=0,group_id=0");
    if (options.isDefaultPermissions()) {
      data.append(",default_permissions");
    }
    if (options.isAllowOther()) {
      data.append(",allow_other");
    }
    try {
      Mounts.mount(options.getSource(), directory, TYPE, options.isReadOnly(), data.toString());
    } catch (SystemCallException e) {
      String hint = e.errno() == Errno.EPERM ? ": it takes CAP_SYS_ADMIN" : "";
      throw new MountException(
          directory + " cannot be mounted on, " + Errno.text(e.errno()) + hint, e);
    }
    try {
      this.device = OptionalLong.of(FileStatus.known(directory).device());
    } catch (SystemCallException e) {
      undo(e);
      throw new MountException(
          "what was mounted on " + directory + " cannot be found, " + Errno.text(e.errno()), e);
    }
  }

  /** Takes off what has been mounted a moment before. */
  private void undo(SystemCallException why) {
    try {
      Mounts.abort(directory);
    } catch (SystemCallException e) {
      why.addSuppressed(e);
    }
  }

  /**
   * Ends the mount: every call in it fails, and no new one gets in, in no copy of it either.
   * Another mount that has been made over it meanwhile stays. Does nothing if it has not been
   * mounted.
   *
   * @throws IOException if the kernel does not let it
   */
  public void end() throws IOException {
    try {
      if (isThere() && Mounts.abort(directory)) {
        return;
      }
    } catch (SystemCallException e) {
      LOG.warn("{} cannot be unmounted at once, {}", directory, Errno.text(e.errno()));
    }
    if (device.isPresent()) {
      KernelConnection.abort((int) device.getAsLong());
      takeOff();
    }
  }

  /** Takes the mount off, after its end, if it is still there. */
  public void takeOff() throws IOException {
    if (isThere()) {
      Mounts.detach(directory);
    }
  }

  /**
   * Whether the directory shows this mount. The kernel knows without asking anybody; to look it up
   * among the mounts would take a descriptor, of which there may be none left.
   */
  public boolean isThere() {
    try {
      return device.isPresent() && FileStatus.known(directory).device() == device.getAsLong();
    } catch (SystemCallException e) {
      return false; // the directory is out of reach, and the mount with it
    }
  }

  private Optional<MountEntry> present() throws MountException {
    try {
      return Mounts.at(directory);
    } catch (IOException e) {
      throw new MountException("/proc/self/mountinfo cannot be read", e);
    }
  }

  /** {@return the directory's path, without symbolic links} */
  @Override
  public String toString() {
    return directory.toString();
  }
}

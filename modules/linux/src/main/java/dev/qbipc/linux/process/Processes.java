package dev.qbipc.linux.process;

import static dev.qbipc.linux.libc.Libc.libc;

import dev.qbipc.linux.Errno;
import dev.qbipc.linux.libc.Libc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What this module asks of the operating system about processes and memory. */
public final class Processes {

  private static final int PAGE_SIZE = (int) libc().sysconf(Libc.SC_PAGESIZE);

  private Processes() {}

  /**
   * {@return the kernel's page size in bytes, which libqb's ring sizes are rounded to (protocol,
   * section 3.1)}
   */
  public static int pageSize() {
    return PAGE_SIZE;
  }

  /** {@return the machine's cores, those that this process must not use among them} */
  public static int onlineCores() {
    return (int) libc().sysconf(Libc.SC_NPROCESSORS_ONLN);
  }

  /** {@return this process's id, as its peers see it} */
  public static int ownPid() {
    return libc().getpid();
  }

  /** {@return the id of the user that this process acts for} */
  public static int ownUid() {
    return libc().geteuid();
  }

  /** {@return the id of the group that this process acts for} */
  public static int ownGid() {
    return libc().getegid();
  }

  /**
   * {@return whether a process with that id exists, of any user}
   *
   * @param pid its id
   */
  public static boolean isAlive(int pid) {
    return libc().kill(pid, 0) == 0 || libc().errno() != Errno.ESRCH;
  }

  /**
   * {@return whether a process has mapped files whose paths begin so} Where this process may not
   * know, the answer is yes.
   *
   * @param pid the process's id
   * @param pathPrefix what the paths begin with
   */
  public static boolean hasMapped(int pid, String pathPrefix) {
    try (Stream<String> maps = Files.lines(maps(pid), StandardCharsets.ISO_8859_1)) {
      return maps.anyMatch(line -> line.contains(" " + pathPrefix));
    } catch (NoSuchFileException gone) {
      return false;
    } catch (IOException | UncheckedIOException e) {
      return true;
    }
  }

  private static Path maps(int pid) {
    return Path.of("/proc/" + pid + "/maps");
  }
}

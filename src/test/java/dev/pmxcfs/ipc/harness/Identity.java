package dev.pmxcfs.ipc.harness;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;

/**
 * Lets part of a test run under other ids. On Linux ids belong to threads; the C library hides that
 * but the bare system calls do not. Needs root.
 *
 * @param uid the real user id
 * @param gid the real group id
 * @param effectiveUid the effective and saved user id
 * @param effectiveGid the effective and saved group id
 * @param supplementaryGid another group that it is in, or {@link #NONE}
 */
public record Identity(int uid, int gid, int effectiveUid, int effectiveGid, int supplementaryGid) {

  /** No supplementary group. */
  public static final int NONE = -1;

  public static final Identity ROOT = new Identity(0, 0);

  /** The user that runs the tests. */
  public static final int OWN_UID = ownUid();

  /** The web server's group on this machine; the uid does not matter. */
  public static final int WEB_GROUP = group("www-data");

  public static final Identity WEB = new Identity(WEB_GROUP, WEB_GROUP);

  /** The web server's user and group where the recordings were made. */
  private static final int RECORDED_WEB = 33;

  private static final boolean ARM = Platform.isARM();
  private static final long SETRESUID = ARM ? 147 : 117;
  private static final long SETRESGID = ARM ? 149 : 119;
  private static final long SETGROUPS = ARM ? 159 : 116;

  /** An identity whose effective ids are the real ones, in no other group. */
  public Identity(int uid, int gid) {
    this(uid, gid, uid, gid, NONE);
  }

  /** The number of a group of this machine. */
  public static int group(String name) {
    try (Stream<String> lines = Files.lines(Path.of("/etc/group"))) {
      return lines
          .map(line -> line.split(":", -1))
          .filter(fields -> fields[0].equals(name))
          .mapToInt(fields -> Integer.parseInt(fields[2]))
          .findFirst()
          .orElseThrow(() -> new AssertionError("there is no group " + name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int ownUid() {
    try {
      return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What an id of a recording is on this machine. */
  public static int recorded(int id) {
    return id == RECORDED_WEB ? WEB_GROUP : id;
  }

  /** The C library, for system calls. */
  private static final class Libc {

    static {
      Native.register(Libc.class, Platform.C_LIBRARY_NAME);
    }

    private Libc() {}

    static native long syscall(long number, long a, long b, long c);
  }

  /** Runs an action under these ids, on a thread that ends with it. */
  public <T> T run(Callable<T> action) throws Exception {
    ClassPath.open();
    var task =
        new FutureTask<>(
            () -> {
              setGroups();
              set(SETRESGID, gid, effectiveGid);
              set(SETRESUID, uid, effectiveUid);
              return action.call();
            });
    new Thread(task, toString()).start();
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  private void setGroups() {
    try (var groups = new Memory(Integer.BYTES)) {
      groups.setInt(0, supplementaryGid);
      int count = supplementaryGid == NONE ? 0 : 1;
      check(Libc.syscall(SETGROUPS, count, Pointer.nativeValue(groups), 0));
    }
  }

  private static void set(long number, long real, long effective) {
    check(Libc.syscall(number, real, effective, effective));
  }

  private static void check(long result) {
    if (result != 0) {
      throw new IllegalStateException("cannot change ids: the tests need root");
    }
  }
}

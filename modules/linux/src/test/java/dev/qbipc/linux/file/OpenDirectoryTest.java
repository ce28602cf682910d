package dev.qbipc.linux.file;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.qbipc.linux.SystemCallException;
import dev.qbipc.linux.file.FileStatus.Type;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.function.ThrowingRunnable;
import org.junit.rules.TemporaryFolder;

/** Directories and files that are opened by single names, and what the kernel says of them. */
public class OpenDirectoryTest {

  /** Of the buffer that a file is read by. */
  private static final int CHUNK = 64 * 1024;

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private Path path;

  @Before
  public void nameDirectory() throws Exception {
    path = folder.getRoot().toPath().toRealPath();
  }

  private static void assertFails(String words, ThrowingRunnable call) {
    SystemCallException failed = assertThrows(SystemCallException.class, call);
    assertEquals(words, failed.getMessage());
  }

  @Test
  public void allNamesAreListedWhateverTheirNumberAndLength() throws Exception {
    Set<String> names = new TreeSet<>();
    for (int i = 0; i < 400; i++) {
      String name = "x".repeat(1 + i % 200) + i;
      Files.createFile(path.resolve(name));
      names.add(name);
    }
    names.addAll(List.of("..a", ".b", "..."));
    for (String name : List.of("..a", ".b", "...")) {
      Files.createFile(path.resolve(name));
    }
    try (OpenDirectory directory = OpenDirectory.open(path)) {
      List<String> listed = directory.names();
      assertEquals(names, new TreeSet<>(listed));
      assertEquals(names.size(), listed.size());
    }
  }

  @Test
  public void anEmptyDirectoryHasNoNames() throws Exception {
    try (OpenDirectory directory = OpenDirectory.open(path)) {
      assertEquals(List.of(), directory.names());
    }
  }

  @Test
  public void theLastNameOfAPathIsBytes() {
    assertEquals("b", OpenDirectory.name(Path.of("/a/b")));
    assertEquals("a", OpenDirectory.name(Path.of("/a")));
    assertEquals("", OpenDirectory.name(Path.of("/")));
    assertEquals("a+ %41?#", OpenDirectory.name(Path.of("/a+ %41?#")));
    assertEquals("of a directory", path.getFileName().toString(), OpenDirectory.name(path));
  }

  @Test
  public void aPathIsFollowedAndANameIsNot() throws Exception {
    Path inner = Files.createDirectory(path.resolve("inner"));
    Files.createSymbolicLink(path.resolve("link"), inner);
    try (OpenDirectory followed = OpenDirectory.open(path.resolve("link"));
        OpenDirectory directory = OpenDirectory.open(path);
        OpenDirectory direct = directory.directory("inner")) {
      assertTrue(followed.status().isSameFile(direct.status()));
      assertFalse(followed.status().isSameFile(directory.status()));
      assertFails("is not a directory", () -> directory.directory("link"));
      assertFails("is a symbolic link", () -> directory.file("link"));
    }
  }

  @Test
  public void whatIsNotThereOrSomethingElseIsNamed() throws Exception {
    Files.createFile(path.resolve("f"));
    assertFails("does not exist", () -> OpenDirectory.open(path.resolve("none")));
    assertFails("is not a directory", () -> OpenDirectory.open(path.resolve("f")));
    try (OpenDirectory directory = OpenDirectory.open(path)) {
      assertFails("does not exist", () -> directory.file("none"));
      assertFails("does not exist", () -> directory.status("none"));
      assertFails("is not a directory", () -> directory.directory("f"));
      assertFails("the name is too long", () -> directory.status("x".repeat(256)));
    }
  }

  @Test
  public void aDirectoryThatIsRemovedMeanwhileHasNoNamesToBeListed() throws Exception {
    Path removed = Files.createDirectory(path.resolve("removed"));
    try (OpenDirectory directory = OpenDirectory.open(removed)) {
      Files.delete(removed);
      assertFails("does not exist", directory::names);
    }
  }

  @Test
  public void theKindsOfFilesAreToldWithoutOpeningThem() throws Exception {
    Files.createFile(path.resolve("f"));
    Files.createDirectory(path.resolve("d"));
    Files.createSymbolicLink(path.resolve("l"), Path.of("f"));
    assertEquals(0, new ProcessBuilder("mkfifo", path + "/p").start().waitFor());
    try (OpenDirectory directory = OpenDirectory.open(path)) {
      assertEquals(Type.REGULAR, directory.status("f").type());
      assertEquals(Type.DIRECTORY, directory.status("d").type());
      assertEquals(Type.SYMBOLIC_LINK, directory.status("l").type());
      assertEquals(Type.OTHER, directory.status("p").type());
      assertEquals(Type.DIRECTORY, directory.status().type());
    }
  }

  @Test
  public void aStatusIsWhatTheKernelSays() throws Exception {
    Path file = Files.write(path.resolve("f"), new byte[70_000]);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-x-w-"));
    Files.setLastModifiedTime(
        file, FileTime.from(1_000_000_000_123_456_789L, TimeUnit.NANOSECONDS));
    Files.createLink(path.resolve("g"), file);
    try (OpenDirectory directory = OpenDirectory.open(path)) {
      FileStatus status = directory.status("f");
      assertEquals(0652, status.permissions());
      assertEquals(2, status.links());
      assertEquals(Files.getAttribute(file, "unix:uid"), status.uid());
      assertEquals(Files.getAttribute(file, "unix:gid"), status.gid());
      assertEquals(Files.getAttribute(file, "unix:ino"), status.inode());
      assertEquals(70_000, status.size());
      assertEquals(new FileStatus.Timestamp(1_000_000_000, 123_456_789), status.modified());
      FileTime changed = (FileTime) Files.getAttribute(file, "unix:ctime");
      assertEquals(changed.to(TimeUnit.SECONDS), status.changed().seconds());
      assertEquals(changed.toInstant().getNano(), status.changed().nanoseconds());
      assertTrue(status.isSameFile(directory.status("g")));
      assertEquals(directory.status().device(), status.device());
    }
  }

  @Test
  public void filesOfTwoFileSystemsAreNotTheSame() throws Exception {
    try (OpenDirectory processes = OpenDirectory.open(Path.of("/proc"));
        OpenDirectory shared = OpenDirectory.open(Path.of("/dev/shm"))) {
      FileStatus here = processes.status();
      assertFalse(here.isSameFile(shared.status()));
      assertFalse(here.device() == shared.status().device());
      var sameNumber =
          new FileStatus(
              here.type(),
              here.permissions(),
              here.links(),
              here.uid(),
              here.gid(),
              here.device() + 1,
              here.inode(),
              here.size(),
              here.modified(),
              here.changed());
      assertFalse(here.isSameFile(sameNumber));
    }
  }

  @Test
  public void whoMayWriteBesidesTheOwnerIsInTheMode() throws Exception {
    for (String mode : List.of("rwx------", "rwxr-xr-x")) {
      assertTrue(mode, isWritableByOwnerAlone(mode));
    }
    for (String mode : List.of("rwx-w----", "rwx----w-", "rwxrwxrwx")) {
      assertFalse(mode, isWritableByOwnerAlone(mode));
    }
  }

  private boolean isWritableByOwnerAlone(String mode) throws Exception {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    try (OpenDirectory directory = OpenDirectory.open(path)) {
      return directory.status().isWritableByOwnerAlone();
    }
  }

  @Test
  public void aFileIsReadToItsEndOrAsFarAsIsWanted() throws Exception {
    for (int size : new int[] {0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 5}) {
      byte[] contents = new byte[size];
      for (int i = 0; i < size; i++) {
        contents[i] = (byte) (i * 31 + i / 251);
      }
      Files.write(path.resolve("f"), contents);
      try (OpenDirectory directory = OpenDirectory.open(path)) {
        for (int most : new int[] {0, 1, CHUNK, size, size + 1, size + CHUNK}) {
          try (OpenFile file = directory.file("f")) {
            byte[] expected = Arrays.copyOf(contents, Math.min(size, most));
            assertArrayEquals(size + " and " + most, expected, file.read(most));
          }
        }
      }
    }
  }

  /** Its size was looked at when it was opened. */
  @Test
  public void aFileThatGrowsOrShrinksIsReadAsItIs() throws Exception {
    Path name = Files.write(path.resolve("f"), new byte[] {1, 2, 3});
    try (OpenDirectory directory = OpenDirectory.open(path);
        OpenFile file = directory.file("f")) {
      byte[] grown = new byte[3 * CHUNK];
      Arrays.fill(grown, (byte) 7);
      Files.write(name, grown);
      assertEquals(3, file.status().size());
      assertArrayEquals(grown, file.read(10 * CHUNK));
    }
    try (OpenDirectory directory = OpenDirectory.open(path);
        OpenFile file = directory.file("f")) {
      try (var shorter = new RandomAccessFile(name.toFile(), "rw")) {
        shorter.setLength(2);
      }
      assertArrayEquals(new byte[] {7, 7}, file.read(10 * CHUNK));
    }
  }

  /** As of a file of /proc, whose size is told as 0. */
  @Test
  public void aFileWithoutASizeIsReadToItsEnd() throws Exception {
    try (OpenDirectory directory = OpenDirectory.open(Path.of("/proc/self"));
        OpenFile file = directory.file("cmdline")) {
      assertArrayEquals(Files.readAllBytes(Path.of("/proc/self/cmdline")), file.read(1 << 20));
    }
  }

  @Test
  public void whatCannotBeReadIsNamed() throws Exception {
    Files.createDirectory(path.resolve("d"));
    try (OpenDirectory directory = OpenDirectory.open(path);
        OpenFile file = directory.file("d")) {
      assertEquals(Type.DIRECTORY, file.status().type());
      assertFails("is a directory", () -> file.read(1));
    }
  }

  @Test
  public void whatIsMadeTakesNoNameThatIsTaken() throws Exception {
    try (OpenDirectory directory = OpenDirectory.open(path)) {
      try (OpenDirectory made = directory.makeDirectory("d", 0700);
          OpenFile file = made.makeFile("f", 0600)) {
        assertEquals(0700, made.status().permissions());
        assertEquals(0600, file.status().permissions());
        byte[] large = new byte[3 * CHUNK];
        Arrays.fill(large, (byte) 7);
        file.write(new byte[] {1, 2});
        file.write(new byte[0]);
        file.write(large);
        assertEquals(large.length + 2, Files.size(path.resolve("d/f")));
        byte[] written = Files.readAllBytes(path.resolve("d/f"));
        assertArrayEquals(new byte[] {1, 2, 7}, Arrays.copyOf(written, 3));
        file.setMode(0666);
        file.setGroup((Integer) Files.getAttribute(path, "unix:gid"));
        assertEquals(0666, made.status("f").permissions());
        try (OpenFile again = OpenFile.open(file.pathOfDescriptor())) {
          assertTrue(again.status().isSameFile(file.status()));
        }
        assertFails("exists already", () -> made.makeFile("f", 0600));
      }
      assertFails("exists already", () -> directory.makeDirectory("d", 0700));
      assertTrue(new SystemCallException(17).isTaken());
      assertFalse(new SystemCallException(2).isTaken());
    }
  }

  @Test
  public void whatWasOpenedToBeReadIsNotWritten() throws Exception {
    Files.createFile(path.resolve("f"));
    try (OpenFile file = OpenFile.open(path.resolve("f"))) {
      assertFails("bad file descriptor", () -> file.write(new byte[1]));
    }
    OpenFile closed = OpenFile.open(path.resolve("f"));
    closed.close();
    assertFails("bad file descriptor", () -> closed.setMode(0600));
    assertFails("bad file descriptor", () -> closed.setGroup(0));
    assertFails("does not exist", () -> OpenFile.open(path.resolve("none")));
  }

  @Test
  public void aNameIsRemovedIfItIsThere() throws Exception {
    Files.createFile(path.resolve("f"));
    Files.createDirectory(path.resolve("d"));
    try (OpenDirectory directory = OpenDirectory.open(path)) {
      directory.remove("f");
      assertFalse(Files.exists(path.resolve("f")));
      directory.remove("f");
      assertFails("is a directory", () -> directory.remove("d"));
    }
  }

  @Test
  public void whatIsClosedHoldsNoDescriptor() throws Exception {
    Files.createFile(path.resolve("f"));
    Files.createDirectory(path.resolve("d"));
    OpenDirectory directory = OpenDirectory.open(path);
    OpenDirectory inner = directory.directory("d");
    OpenFile file = directory.file("f");
    assertEquals(3, descriptors());
    assertEquals("/proc/self/fd/", new String(inner.pathOfDescriptor()).substring(0, 14));
    file.close();
    inner.close();
    directory.close();
    assertEquals(0, descriptors());
  }

  private long descriptors() throws Exception {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.filter(this::leadsIntoTheFolder).count();
    }
  }

  private boolean leadsIntoTheFolder(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).startsWith(path);
    } catch (Exception e) {
      return false; // of the look itself
    }
  }

  @Test
  public void whatIsAboutSomethingElseIsNotAFailure() {
    for (int errno : new int[] {2, 20, 40}) {
      assertTrue(new SystemCallException(errno).isAboutSomethingElse());
      assertEquals(errno == 2, new SystemCallException(errno).isMissing());
    }
    assertFalse(new SystemCallException(13).isAboutSomethingElse());
    assertFalse(new SystemCallException(13).isMissing());
  }
}

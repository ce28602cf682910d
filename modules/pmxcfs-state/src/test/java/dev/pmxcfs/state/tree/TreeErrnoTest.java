package dev.pmxcfs.state.tree;

import static org.junit.Assert.assertEquals;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.Test;

public class TreeErrnoTest {

  @Test
  public void numbersAreThoseOfLinux() {
    Map<String, Integer> linux =
        Map.ofEntries(
            Map.entry("ENOENT", 2),
            Map.entry("EIO", 5),
            Map.entry("EACCES", 13),
            Map.entry("EBUSY", 16),
            Map.entry("EEXIST", 17),
            Map.entry("ENOTDIR", 20),
            Map.entry("EINVAL", 22),
            Map.entry("EFBIG", 27),
            Map.entry("ENOSPC", 28),
            Map.entry("EROFS", 30),
            Map.entry("ENAMETOOLONG", 36),
            Map.entry("ENOTEMPTY", 39));
    assertEquals(
        linux,
        Arrays.stream(TreeErrno.values())
            .collect(Collectors.toMap(TreeErrno::name, TreeErrno::number)));
  }

  @Test
  public void refusalTellsPathReasonAndErrno() {
    var e = new TreeException(TreeErrno.ENOENT, ConfigPath.of("a//b"), "does not exist");
    assertEquals("/a/b: does not exist (ENOENT)", e.getMessage());
    assertEquals(TreeErrno.ENOENT, e.errno());
  }
}

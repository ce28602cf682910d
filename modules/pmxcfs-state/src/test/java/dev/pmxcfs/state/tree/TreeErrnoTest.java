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
        Map.of(
            "ENOENT", 2,
            "EIO", 5,
            "EACCES", 13,
            "EEXIST", 17,
            "ENOTDIR", 20,
            "EINVAL", 22,
            "EFBIG", 27,
            "EROFS", 30,
            "ENOTEMPTY", 39);
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

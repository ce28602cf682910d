package dev.pmxcfs.mount.kernel;

import static org.junit.Assert.assertEquals;

import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Requirement;
import java.util.List;
import org.junit.Before;
import org.junit.Test;

/** Who may do what (mount, section 9): processes of other users, whose rights the kernel checks. */
@Needs({Requirement.FUSE, Requirement.ROOT})
public class UsersTest extends MountedTreeTest {

  private static final String WWW_DATA = "--reuid 33 --regid 33 --clear-groups";
  private static final String OTHER = "--reuid 1000 --regid 1000 --clear-groups";
  private static final String NOBODY = "--reuid 65534 --regid 65534 --clear-groups";

  /** What all may do, and what only root may, but for those who may read. */
  private static final List<String> OF_ALL =
      List.of(
          "opendir(my $d, \"d\") = ok",
          "opendir(my $d, \"nodes/testnode\") = ok",
          "stat(\"d/f\") = ok",
          "lstat(\"priv\") = ok",
          "readlink(\"local\") = ok",
          "chown(-1, -1, \"d/f\") = ok",
          "opendir(my $d, \"priv\") = EACCES",
          "stat(\"priv/k\") = EACCES",
          "open(my $f, \"<\", \"priv/k\") = EACCES",
          "open(my $f, \"<\", \"nodes/testnode/priv/k\") = EACCES",
          "open(my $f, \"+<\", \"d/f\") = EACCES",
          "open(my $f, \"+<\", \".debug\") = EACCES",
          "open(my $f, \">\", \"d/new\") = EACCES",
          "truncate(\"d/f\", 0) = EACCES",
          "utime(undef, undef, \"d/f\") = EACCES",
          "mkdir(\"d/dd\") = EACCES",
          "mkdir(\"priv/lock\") = EACCES",
          "rmdir(\"d/empty\") = EACCES",
          "unlink(\"d/f\") = EACCES",
          "rename(\"d/f\", \"d/g\") = EACCES",
          "symlink(\"f\", \"d/s\") = EACCES",
          "chmod(0640, \"d/f\") = EPERM",
          "chmod(0755, \"d\") = EPERM",
          "chown(0, 33, \"d/f\") = EPERM",
          "utime(1, 1, \"d/f\") = EPERM");

  private static final List<String> READS =
      List.of(
          "open(my $f, \"<\", \"d/f\") = ",
          "open(my $f, \"<\", \"d/100.mount\") = ",
          "open(my $f, \"<\", \".version\") = ",
          "open(my $f, \"<\", \".clusterlog\") = ",
          "open(my $f, \"<\", \".debug\") = ");

  @Before
  public void makeFiles() {
    output(
        "mkdir -p d/empty priv nodes/testnode/priv && echo public > d/f && echo > d/100.mount"
            + " && echo key | tee priv/k nodes/testnode/priv/k");
  }

  /** Has a process make calls in Perl and say what becomes of each, ok or an error's name. */
  private void assertCalls(String user, List<String> calls) {
    StringBuilder script = new StringBuilder("use Errno; my $d; my $f;");
    for (String call : calls) {
      String code = call.replaceAll(" = \\w*$", "").replace("my ", "");
      script.append(" $! = 0; print ").append(code);
      script.append(" ? \"ok\\n\" : join(\" \", grep { $!{$_} } keys %!) . \"\\n\";");
    }
    String[] results = output("setpriv " + user + " perl -e '" + script + "'").split("\n");
    for (int i = 0; i < calls.size(); i++) {
      String call = calls.get(i).replaceAll(" = \\w*$", "");
      assertEquals(user, calls.get(i), call + " = " + results[i]);
    }
  }

  private void assertReaders(String user) {
    assertCalls(user, OF_ALL);
    assertCalls(user, READS.stream().map(call -> call + "ok").toList());
  }

  private void assertOthers(String user) {
    assertCalls(user, OF_ALL);
    assertCalls(user, READS.stream().map(call -> call + "EACCES").toList());
  }

  @Test
  public void item484_rootMayAllThatTheServerKnows() {
    List<String> granted =
        List.of(
            "opendir(my $d, \"priv\") = ok",
            "open(my $f, \"<\", \"priv/k\") = ok",
            "open(my $f, \"<\", \"nodes/testnode/priv/k\") = ok",
            "open(my $f, \"+<\", \"d/f\") = ok",
            "open(my $f, \"+<\", \".debug\") = ok",
            "open(my $f, \">\", \"d/new\") = ok",
            "utime(undef, undef, \"d/f\") = ok",
            "chmod(0640, \"d/f\") = ok",
            "chown(0, 33, \"d/f\") = ok",
            "utime(1, 1, \"d/f\") = ok",
            "truncate(\"d/f\", 0) = ok",
            "mkdir(\"priv/lock\") = ok",
            "rmdir(\"d/empty\") = ok",
            "rename(\"d/f\", \"d/g\") = ok",
            "unlink(\"d/g\") = ok",
            "chmod(0600, \"d\") = EPERM",
            "symlink(\"f\", \"d/s\") = ENOSYS");
    assertCalls("--reuid 0 --regid 0 --clear-groups", granted);
  }

  @Test
  public void item485_theGroupReads() {
    assertReaders(WWW_DATA);
    assertReaders("--reuid 1000 --regid 33 --clear-groups");
  }

  @Test
  public void item486_aSupplementaryGroupReads() {
    assertReaders("--reuid 1000 --regid 1000 --groups 33");
  }

  @Test
  public void item487_othersSeeNamesAndAttributes() {
    assertOthers(OTHER);
  }

  @Test
  public void item488_nobodyIsNoException() {
    assertOthers(NOBODY);
  }

  /** As www-data's workers have sockets and logs that root has opened. */
  @Test
  public void item489_anInheritedDescriptorGoesOnToWork() {
    assertEquals(
        "key",
        output(
            "exec 3<> priv/k && exec setpriv "
                + WWW_DATA
                + " perl -e 'open(my $f, \"+<&=\", 3) or die $!; print scalar <$f>;"
                + " syswrite($f, \"more\") == 4 or die $!; -s $f == 8 or die;"
                + " truncate($f, 6) or die $!; !open(my $g, \"<\", \"priv/k\") or die'"));
    assertEquals("key\nmo", output("cat priv/k"));
  }

  /** Who is no owner may not change; an owner and who has the capability may, but not to that. */
  @Test
  public void item490_whatIsForbiddenAndWhatIsNotPermitted() {
    assertCalls(
        OTHER, List.of("chmod(0600, \"d/f\") = EPERM", "open(my $f, \">>\", \"d/f\") = EACCES"));
    String ownerWithoutCapabilities = "--bounding-set -all --inh-caps -all";
    assertCalls(
        ownerWithoutCapabilities,
        List.of(
            "chmod(0640, \"d/f\") = ok",
            "chmod(0600, \"d/f\") = EPERM",
            "open(my $f, \">>\", \"d/f\") = ok",
            "open(my $f, \">>\", \".version\") = EACCES",
            "open(my $f, \"<\", \"priv/k\") = ok"));
    assertCalls(
        OTHER + " --inh-caps +fowner,+dac_override --ambient-caps +fowner,+dac_override",
        List.of(
            "chmod(0640, \"d/f\") = ok",
            "chmod(0600, \"d/f\") = EPERM",
            "utime(1, 1, \"d/f\") = ok",
            "open(my $f, \">>\", \"d/f\") = ok",
            "open(my $f, \"<\", \"priv/k\") = ok",
            "open(my $f, \"+<\", \".version\") = ok"));
  }
}

package dev.pmxcfs.mount.kernel;

import static org.junit.Assert.assertEquals;

import dev.qbipc.fuse.real.Namespace;
import dev.qbipc.fuse.real.Namespace.Result;
import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

/** Files that are replaced and rewritten while others read them (mount, section 5). */
public class ReplacementTest extends MountedTreeTest {

  /** A text that says its version, how long it is, and of what it is made. */
  private static final String TEXT =
      "sub text { my $v = shift; my $n = 1 + $v * 7919 % 50000;"
          + " return \"$v $n \" . chr(97 + $v % 26) x $n . \".\" }";

  private static final String CHECK =
      "sub check { my $t = shift; $t =~ /^(\\d+) / && $t eq text($1) or die \"torn: \", length $t;"
          + " return $1 }";

  /** Reads, a last time when there is a file that says to end, and never sees an older version. */
  private static final String READER =
      TEXT
          + CHECK
          + " my ($last, $seen, $ends) = (0, 0, 0); $| = 1; print \"reads\\n\";"
          + " until ($ends) { $ends = -e \"end\"; open my $f, \"<\", \"f\" or die \"open: $!\";"
          + " local $/; my $v = check(<$f>); close $f or die;"
          + " $v >= $last or die \"$v after $last\"; $seen++ if $v > $last; $last = $v }"
          + " print \"seen\\n\" if $seen";

  private Process start(String program) {
    return namespace.start("cd " + mount + " && exec perl -e '" + program + "' 2>&1");
  }

  /** In C readers find no file in between when it is open, and a hidden one in the directory. */
  @Test
  public void item453_readersOfAReplacedFileSeeOneVersionWhole() throws Exception {
    output("perl -e '" + TEXT + " print text(0)' > f");
    List<Process> readers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Process reader = start(READER);
      readers.add(reader);
      assertEquals("reads", reader.inputReader().readLine());
    }
    Result writer =
        Namespace.result(
            start(
                TEXT
                    + " for my $v (1 .. 100) { open my $f, \">\", \"f.tmp.$v\" or die \"open: $!\";"
                    + " print $f text($v); close $f or die \"close: $!\";"
                    + " rename \"f.tmp.$v\", \"f\" or die \"rename: $!\";"
                    + " my @hidden = glob \".fuse_hidden*\"; die \"@hidden\" if @hidden }"
                    + " open my $f, \">\", \"end\" or die"));
    assertEquals(writer.output(), 0, writer.status());
    for (Process reader : readers) {
      StringBuilder said = new StringBuilder();
      reader.inputReader().lines().forEach(said::append);
      assertEquals("seen", said.toString());
    }
  }
}

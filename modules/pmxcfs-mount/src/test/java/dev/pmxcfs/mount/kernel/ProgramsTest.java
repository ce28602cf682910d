package dev.pmxcfs.mount.kernel;

import static org.junit.Assert.assertEquals;

import dev.qbipc.fuse.real.Namespace.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/**
 * Programs that administrators and Proxmox VE use on the tree. They print and answer what they do
 * in a directory of the disk, but where the rules for modes and owners keep them from it (mount,
 * section 7); then what those rules give.
 */
public class ProgramsTest extends MountedTreeTest {

  /** Some files and directories, in a directory that is called tree. */
  private static final String TREE =
      "mkdir -p tree/a/b && echo one > tree/1 && echo two > tree/a/2 && : > tree/empty"
          + " && perl -e 'print pack(\"N*\", 1..50000)' > tree/a/b/large";

  private Path mounted;
  private Path plain;

  @Before
  public void makeDirectories() throws IOException {
    mounted = mount.resolve("d");
    output("mkdir -p priv d");
    plain = Files.createDirectory(mount.resolveSibling("plain"));
  }

  @After
  public void findNoHiddenNames() {
    assertEquals("item 452", "", output("find . -name '.fuse_hidden*'"));
  }

  private Result run(Path directory, String script) {
    return namespace.run(
        "exec 2>&1; export HOME="
            + plain.resolveSibling("home")
            + " GIT_CONFIG_NOSYSTEM=1 LC_ALL=C TZ=UTC; cd "
            + directory
            + " && "
            + script);
  }

  /** A script succeeds and prints the same in the mount and in a directory of the disk. */
  private void assertAsOnTheDisk(String script) {
    Result onTheDisk = run(plain, script);
    assertEquals(onTheDisk.output(), 0, onTheDisk.status());
    assertEquals(onTheDisk, run(mounted, script));
  }

  /** And this is what it prints. */
  private void assertAsOnTheDisk(String printed, String script) {
    assertAsOnTheDisk("{ " + script + "; } > printed 2>&1 && cat printed");
    assertEquals(printed, printed("cat printed"));
  }

  private void assertStatus(int status, String script) {
    Result result = run(mounted, script);
    assertEquals(result.output(), status, result.status());
  }

  private String printed(String script) {
    Result result = run(mounted, script);
    assertEquals(result.output(), 0, result.status());
    return result.output();
  }

  /** Locks, replaces, maps and packs files, and cannot make links. */
  @Test
  public void gitKeepsARepository() {
    String author = "git config user.name somebody && git config user.email somebody@example.org";
    String fixedDate =
        "export GIT_AUTHOR_DATE='2026-01-01T00:00:00Z' GIT_COMMITTER_DATE='2026-01-01T00:00:00Z'";
    assertAsOnTheDisk(
        fixedDate
            + "; git init -q -b main . && "
            + author
            + " && echo one > a && git add a && git commit -q -m one"
            + " && echo two >> a && git commit -q -a -m two && git log --format='%H %s'"
            + " && git fsck && git gc -q && git checkout -q HEAD~1 && cat a"
            + " && git checkout -q -b other && echo three > b && git add b"
            + " && git commit -q -m three && git merge -q -m both main && cat a b"
            + " && git status --short && git diff main --stat && git log --format='%H %s'"
            + " && mkdir copy && git clone -q . copy/clone && cat copy/clone/a");
    assertEquals("one\ntwo", printed("cat a"));
  }

  @Test
  public void item507_viWritesInAnyOfItsWays() {
    String vi = "vim.tiny -N -u NONE -es";
    assertAsOnTheDisk(vi + " -c 'normal ione' -c wq f && cat f");
    assertAsOnTheDisk(vi + " -c 's/one/two/' -c wq f && cat f");
    for (String how : new String[] {"backup", "backupcopy=yes", "backupcopy=no", "fsync"}) {
      assertAsOnTheDisk(
          vi + " -c 'set " + how + "' -c 's/$/ " + how + "/' -c wq f && cat f && ls -A");
    }
    assertEquals("two backup backupcopy=yes backupcopy=no fsync", printed("cat f"));
  }

  @Test
  public void sedReplacesFiles() {
    assertAsOnTheDisk(
        "echo one > f && sed -i s/one/two/ f && cat f && sed -i.old s/two/three/ f && cat f* && ls");
  }

  /** As the certificates of a cluster are made, right into the tree. */
  @Test
  public void opensslMakesKeysAndCertificates() {
    printed(
        "openssl genrsa -out ../priv/pve-root-ca.key 2048"
            + " && openssl req -batch -days 3650 -new -x509 -nodes -key ../priv/pve-root-ca.key"
            + " -out pve-root-ca.pem -subj /CN=root 2>&1"
            + " && openssl genrsa -out key.pem 2048 2>&1"
            + " && openssl req -new -key key.pem -out request.pem -subj /CN=node"
            + " && openssl x509 -req -in request.pem -days 10 -CA pve-root-ca.pem"
            + " -CAkey ../priv/pve-root-ca.key -CAcreateserial -out node.pem 2>&1");
    assertEquals("node.pem: OK", printed("openssl verify -CAfile pve-root-ca.pem node.pem"));
    assertEquals("600", printed("stat -c %a ../priv/pve-root-ca.key"));
    assertEquals("640", printed("stat -c %a key.pem"));
  }

  /** It refuses keys that others can read: they are in private places. */
  @Test
  public void sshKeygenMakesAndReadsKeys() {
    printed("ssh-keygen -q -t ed25519 -N '' -C node -f ../priv/id");
    assertEquals(printed("ssh-keygen -y -f ../priv/id"), printed("cut -d' ' -f1-3 ../priv/id.pub"));
    assertStatus(255, "cp ../priv/id id && ssh-keygen -y -f id");
  }

  @Test
  public void sqliteKeepsADatabase() {
    assertAsOnTheDisk(
        "7\nok",
        "sqlite3 f.db 'create table t(a); begin; insert into t values(3); insert into t values(4);"
            + " commit; select sum(a) from t; pragma integrity_check'");
  }

  /** In its other way it shares memory by a mapping of a file, which C pmxcfs lets one do alone. */
  @Test
  public void sqliteKeepsADatabaseWithALogForSeveralPrograms() {
    assertAsOnTheDisk(
        "wal\n3",
        "sqlite3 f.db 'pragma journal_mode=wal; create table t(a); insert into t values(3);"
            + " select sum(a) from t'");
    assertAsOnTheDisk(
        "7\nok",
        "sqlite3 f.db 'insert into t values(4); select sum(a) from t; pragma integrity_check'");
    assertAsOnTheDisk(
        "12\n12",
        "printf '%s\\n' 'insert into t values(5);' 'select sum(a) from t;'"
            + " '.shell sqlite3 f.db \"select sum(a) from t\"' | sqlite3 f.db");
    assertEquals("f.db", printed("ls f.db*"));
  }

  @Test
  public void searchesFindWhatTheyFindOnTheDisk() {
    assertAsOnTheDisk(TREE + "; find tree -type f -printf '%p %s\\n' | sort");
    assertAsOnTheDisk(
        "grep -r two tree; grep -rl o tree | sort; diff -r tree tree && echo same;"
            + " echo ONE > tree/1; diff -r tree/1 tree/a/2; find tree -name empty -delete;"
            + " find tree -empty; cksum tree/1 tree/a/2 tree/a/b/large; wc -c tree/a/b/large");
  }

  @Test
  public void filesAreCutSortedAndThrownAway() {
    assertAsOnTheDisk(
        "seq 1000 > f && split -l 100 f part. && cat part.* | cmp - f && ls part.* | wc -l"
            + " && sort -rn -o f f && head -1 f && dd if=f of=g bs=7 skip=3 status=none && cksum g"
            + " && dd if=/dev/zero of=g bs=1 seek=5 count=2 conv=notrunc status=none && cksum g"
            + " && truncate -s 3 g && od -c g && tee h i < f | cksum && shred -u h && ls"
            + " && touch -d @978307200 i && stat -c %Y i && rm -r * && ls");
  }

  @Test
  public void item500_flockLocksOutOthers() {
    assertAsOnTheDisk(
        "echo > f && flock f flock -n f echo both; echo $?; flock -n f echo one; flock -s f"
            + " flock -s -n f echo shared");
  }

  @Test
  public void item507_tarPacksAndUnpacks() {
    assertAsOnTheDisk(
        TREE
            + "; tar c tree > t.tar && mkdir out && tar x --no-same-owner --no-same-permissions"
            + " -C out -f t.tar && diff -r tree out/tree && echo same");
    // as root it wants the owners back, who are others on the disk
    namespace.output("chown -R 0:0 " + plain + "/tree && chmod -R a+rX " + plain + "/tree");
    assertStatus(2, "tar c -C " + plain + " tree | tar x");
    assertStatus(0, "diff -r " + plain + "/tree tree");
  }

  @Test
  public void item507_cpCopiesEverythingButOwners() {
    printed(TREE);
    String out = plain + "/copy";
    assertStatus(0, "cp -a tree " + out + " && diff -r tree " + out);
    assertEquals("0:33", namespace.output("stat -c %u:%g " + out + "/1"));
    assertStatus(0, "cp -r " + out + " back && diff -r back tree");
    assertStatus(0, "cp -p " + out + "/1 one && cmp one tree/1");
    assertEquals(printed("stat -c %Y tree/1"), printed("stat -c %Y one"));
    namespace.output("chown -R 0:0 " + out);
    assertStatus(1, "cp -a " + out + " again");
    assertStatus(0, "diff -r again tree");
  }

  /** Its temporary files get the mode 0600, which files of private places have alone. */
  @Test
  public void item507_rsyncCopiesOutAndInPlace() {
    printed(TREE);
    String out = plain + "/copy/";
    assertStatus(0, "rsync -a tree/ " + out + " && diff -r tree " + out);
    assertEquals("", printed("rsync -ain tree/ " + out));
    assertStatus(23, "rsync -a " + out + " back/");
    assertStatus(0, "rsync -r --inplace " + out + " back/ && diff -r tree back");
    assertStatus(0, "echo more >> back/1; rsync -rc --inplace " + out + " back/");
    assertStatus(0, "diff -r tree back && rm back/1 && rsync -rn --delete back/ " + out);
  }

  /** Within the tree a directory with entries cannot be renamed; it is copied out of it. */
  @Test
  public void mvMovesWhatMayBeMoved() {
    printed(TREE + " && mkdir empty");
    assertStatus(0, "mv empty tree/a/ && ls tree/a/empty && mv tree/1 tree/a/b/");
    assertStatus(1, "mv tree/a tree/c");
    assertStatus(1, "mv tree/a .");
    assertEquals("a\nempty", printed("ls tree"));
    assertStatus(0, "cp -r tree/a kept && mv tree/a " + plain + "/ && ! test -e tree/a");
    assertStatus(0, "diff -r kept " + plain + "/a");
    assertStatus(0, "mv " + plain + "/a/2 tree/ && cmp kept/2 tree/2");
  }

  @Test
  public void whatDoesNotFitIsRefused() {
    assertStatus(1, "dd if=/dev/zero of=f bs=64K count=17 status=none");
    assertEquals("1048576", printed("stat -c %s f"));
    assertStatus(1, "ln f g");
    assertStatus(1, "ln -s f g");
    assertStatus(1, "mkfifo g");
    assertEquals("f", printed("ls | grep '^[fg]$'"));
  }
}

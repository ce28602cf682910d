package dev.pmxcfs.ipc.mount;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.harness.Program;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

/** What programs are told when the database's disk is full, and what is there when it is not. */
public class MountFullDiskTest extends MountedServerTest {

  private static final List<String> CHANGES = List.of("replace", "rewrite", "pieces", "append");

  /** More than the database has room for. */
  private static final int FILES = 400;

  private void mountDisk(String options) {
    namespace.output("mount -t tmpfs -o " + options + " none " + database().getParent());
  }

  private static String text(int number) {
    return (number + ",").repeat(5_000);
  }

  /** As C pmxcfs: no change after one that could not be stored, until a restart. */
  @Test
  public void afterAFailedWriteEveryChangeFailsAndNothingAnsweredIsLost() throws IOException {
    mountDisk("size=2m");
    Program server = startMounted();
    StepProgram program = StepProgram.start(namespace, mount);
    List<Integer> answered = new ArrayList<>();
    for (int i = 0; i < FILES && program.ask("replace f" + i + " " + text(i)).equals("ok"); i++) {
      answered.add(i);
    }
    assertTrue(answered.size() + " files", answered.size() > 10 && answered.size() < FILES);
    for (String change : CHANGES) {
      assertEquals(change, "EIO", program.ask(change + " f1 " + text(1_000)));
    }
    assertEquals("EIO", program.ask("remove f2"));
    assertThere(program, answered);
    program.end();
    server.terminate();
    server.awaitEnd(Program.PATIENCE);
    mountDisk("remount,size=30m");
    startMounted();
    program = StepProgram.start(namespace, mount);
    assertThere(program, answered);
    assertEquals("ok", program.ask("replace f1 " + text(1_000)));
    program.end();
  }

  private static void assertThere(StepProgram program, List<Integer> numbers) throws IOException {
    for (int number : numbers) {
      assertEquals(text(number), program.read("f" + number).orElseThrow());
    }
  }
}

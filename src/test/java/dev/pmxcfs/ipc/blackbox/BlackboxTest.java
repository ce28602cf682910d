package dev.pmxcfs.ipc.blackbox;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

/** What a blackbox keeps, and what not. */
public class BlackboxTest {

  private final Blackbox blackbox = new Blackbox();

  private List<String> texts() {
    return blackbox.entries().stream().map(Entry::text).toList();
  }

  @Test
  public void theLatestOfEachKindAreKeptHoweverManyThereAreOfAnother() {
    blackbox.note(Kind.SWAP, "the only swap");
    for (int i = 0; i < 1000; i++) {
      blackbox.note(Kind.REFUSAL, "refusal " + i);
    }
    List<String> texts = texts();
    assertEquals(EventRing.LINES + 1, texts.size());
    assertEquals("the only swap", texts.get(0));
    assertEquals("refusal " + (1000 - EventRing.LINES), texts.get(1));
    assertEquals("refusal 999", texts.get(EventRing.LINES));
  }

  @Test
  public void linesAreCutAndCannotForgeOthers() {
    blackbox.note(Kind.CHANGE, "a\nb\u001b[1m" + "x".repeat(1000));
    String text = texts().get(0);
    assertTrue(text, text.startsWith("a?b?[1mxxx"));
    assertTrue(text, blackbox.entries().get(0).toString().length() <= EventRing.LINE_BYTES);
  }

  @Test
  public void anEntryTravelsAsJson() {
    blackbox.note(Kind.SLOW, "request 1 took 60 ms");
    Entry entry = blackbox.entries().get(0);
    assertEquals("slow", entry.kind());
    assertTrue(entry.time(), entry.time().matches("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z"));
    assertEquals(entry, Entry.from(entry.toJson()));
  }

  @Test
  public void whatIsWrittenAtTheEndIsTheSame() throws IOException {
    blackbox.note(Kind.CONNECTION, "one");
    blackbox.note(Kind.GROUP, "two");
    var out = new ByteArrayOutputStream();
    blackbox.write(out);
    List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
    assertEquals(blackbox.entries().stream().map(Entry::toString).toList(), lines);
  }

  @Test
  public void manyThreadsLeaveWholeLines() throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      String text = Integer.toString(i).repeat(100);
      var thread =
          new Thread(
              () -> {
                for (int j = 0; j < 10_000; j++) {
                  blackbox.note(Kind.CHANGE, text);
                }
              });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    List<String> texts = texts();
    assertEquals(EventRing.LINES, texts.size());
    texts.forEach(text -> assertTrue(text, text.matches("(\\d)\\1{99}")));
  }
}

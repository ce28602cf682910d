package dev.pmxcfs.ipc.blackbox;

import dev.pmxcfs.ipc.text.PrintableText;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The latest events of a service: 64 of each {@link Kind}, in 96 KiB that are taken once. Any
 * thread may note one, which takes about a microsecond and no lock. Events that Java's Flight
 * Recorder is told, too, if it runs.
 */
public final class Blackbox {

  private static final Kind[] KINDS = Kind.values();

  private final Map<Kind, EventRing> rings = new EnumMap<>(Kind.class);

  /** The same, without what a walk through the map would allocate. */
  private final EventRing[] inOrder;

  public Blackbox() {
    for (Kind kind : KINDS) {
      rings.put(kind, new EventRing());
    }
    inOrder = rings.values().toArray(EventRing[]::new);
  }

  /**
   * Notes an event.
   *
   * @param text what has happened; names of clients, files and nodes may be in it
   */
  public void note(Kind kind, String text) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    String printable = PrintableText.oneLine(text);
    rings.get(kind).add(now + " " + kind.word() + " " + printable);
    FlightEvents.commit(kind, printable);
  }

  /** All that are kept, the oldest first. */
  public List<Entry> entries() {
    return Arrays.stream(inOrder)
        .flatMap(ring -> ring.lines().stream())
        .map(Entry::parse)
        .sorted(Comparator.comparing(entry -> Instant.parse(entry.time())))
        .toList();
  }

  /** Writes all of it, kind by kind. Allocates nothing. */
  public void write(OutputStream out) throws IOException {
    for (EventRing ring : inOrder) {
      ring.write(out);
    }
  }
}

package dev.pmxcfs.cluster.recorded;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pmxcfs.cluster.group.GroupProtocol;
import dev.pmxcfs.cluster.group.Member;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What nodes of the C server sent to their groups and got from them (cluster, section 8), in the
 * order of its time. A line is the seconds since the start, the node, the group and one of these:
 *
 * <pre>
 *   joins 1/6605                     over a new connection, and with success
 *   sees MEMBERS LEFT JOINED         a configuration change; "-" for nobody
 *   sends 14 FRAME                   the frame gets a number
 *   gets 1/6605 14                   a frame that has one, of a sender
 *   gets 3/22263 FRAME               one of the test member on node 3, which has none
 *   leaves                           by itself or when the server is stopped
 *   loses                            corosync is gone
 * </pre>
 *
 * <p>In 06 most UPDATEs of the syncs between the cases were not written down, nor was the one with
 * which the test member disturbs a sync, after 230 s: it is made up from what the server's log
 * says.
 *
 * <p>Frames are in hexadecimal digits, with runs of equal bytes as {@code {byte*count}}. Where a
 * key of the status group ends, what follows its NUL is zeros here, and was left over memory there.
 *
 * @param events all of them
 */
public record Recording(List<Event> events) {

  private static final Pattern RUN = Pattern.compile("\\{(..)\\*(\\d+)}");
  private static final int SHORTEST_FRAME = 6;

  /** What happens. */
  public enum Kind {
    JOINS,
    SEES,
    SENDS,
    GETS,
    LEAVES,
    LOSES
  }

  /**
   * A line.
   *
   * @param seconds when
   * @param node whose
   * @param kind what
   * @param member who joins, or has sent the frame; null for others
   * @param members of a change: the members, and who has left and joined
   * @param frame that is sent or got; null for others
   */
  public record Event(
      double seconds,
      int node,
      GroupProtocol group,
      Kind kind,
      Member member,
      List<List<Member>> members,
      byte[] frame) {

    @Override
    public String toString() {
      return seconds + " s: node " + node + " " + kind + " in " + group;
    }
  }

  /** The recording of a name, such as {@code 06b}. */
  public static Recording of(String name) {
    Map<String, byte[]> frames = new HashMap<>();
    List<Event> events = new ArrayList<>();
    List<String> lines = lines("/recorded/cluster-" + name + ".txt");
    for (String line : lines) { // another node may have got it a moment before the call returned
      String[] words = line.split(" ");
      if (words[3].equals("sends")) {
        frames.put(words[4], bytes(words[5]));
      }
    }
    for (String line : lines) {
      String[] words = line.split(" ");
      Kind kind = Kind.valueOf(words[3].toUpperCase(java.util.Locale.ROOT));
      Member member = null;
      List<List<Member>> members = List.of();
      byte[] frame = null;
      switch (kind) {
        case JOINS -> member = member(words[4]);
        case SEES -> members = Arrays.stream(words).skip(4).map(Recording::members).toList();
        case SENDS -> frame = frames.get(words[4]);
        case GETS -> {
          member = member(words[4]);
          frame = words[5].length() < SHORTEST_FRAME ? frames.get(words[5]) : bytes(words[5]);
        }
        case LEAVES, LOSES -> {}
      }
      events.add(
          new Event(
              Double.parseDouble(words[0]),
              Integer.parseInt(words[1]),
              GroupProtocol.valueOf(words[2].toUpperCase(java.util.Locale.ROOT)),
              kind,
              member,
              members,
              frame));
    }
    return new Recording(events);
  }

  /** What one node saw and did in one group. */
  public List<Event> of(int node, GroupProtocol group) {
    return events.stream().filter(event -> event.node() == node && event.group() == group).toList();
  }

  /** The frames that were sent, in their order. */
  public List<byte[]> sent(GroupProtocol group) {
    return events.stream()
        .filter(event -> event.kind() == Kind.SENDS && event.group() == group)
        .map(Event::frame)
        .toList();
  }

  private static List<Member> members(String word) {
    return word.equals("-")
        ? List.of()
        : Arrays.stream(word.split(",")).map(Recording::member).toList();
  }

  private static Member member(String word) {
    String[] ids = word.split("/");
    return new Member(Integer.parseInt(ids[0]), Integer.parseInt(ids[1]));
  }

  private static byte[] bytes(String text) {
    String all =
        RUN.matcher(text).replaceAll(run -> run.group(1).repeat(Integer.parseInt(run.group(2))));
    return HexFormat.of().parseHex(all);
  }

  private static List<String> lines(String name) {
    try (InputStream text = Recording.class.getResourceAsStream(name)) {
      return new String(text.readAllBytes(), UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

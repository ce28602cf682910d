package dev.pmxcfs.state.answer;

import dev.pmxcfs.api.AnswerTooLongException;
import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.guests.GuestList;
import dev.pmxcfs.state.guests.PropertyIndex;
import dev.pmxcfs.state.guests.PropertyScan;
import dev.pmxcfs.state.tree.ConfigTree;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes the answers to GET_GUEST_CONFIG_PROPERTY and GET_GUEST_CONFIG_PROPERTIES.
 *
 * <p>For those about all guests an index is kept of what their configurations say, from the first
 * such request on, and the latest answers, by their lists of properties. Names that no guest has do
 * not count in a list: clients that ask for ever new ones have them looked up, and no answer made.
 *
 * <p>Any thread may ask; none waits. Two that ask at once after a change may both do the work.
 */
public final class GuestPropertyAnswers {

  /** Clients ask for a handful of properties; no sensible client uses more lists than this. */
  private static final int MAX_KEPT = 16;

  /** Larger answers reach no client, whose receive buffer has this size. */
  private static final int LARGEST_KEPT = 1024 * 1024;

  private final Map<List<ByteString>, Entry> kept = new ConcurrentHashMap<>();

  private volatile PropertyIndex index = PropertyIndex.empty();

  /**
   * @param guests whom the answer is about
   * @param answer the whole of it
   */
  private record Entry(GuestList guests, byte[] answer) {}

  /**
   * The answer about one guest.
   *
   * @return empty if the guest's configuration is empty, or if there is no such guest
   * @throws AnswerTooLongException if it has more bytes than it may have
   */
  public Optional<byte[]> ofOne(
      ConfigTree tree, GuestList guests, long vmid, List<ByteString> names, int maxLength) {
    return guests
        .guest(vmid)
        .flatMap(guest -> tree.file(guest.path().toConfigPath()))
        .filter(config -> config.length > 0)
        .map(config -> ofOne(config, vmid, names, maxLength));
  }

  private static byte[] ofOne(byte[] config, long vmid, List<ByteString> names, int maxLength) {
    var answer = new GuestPropertiesAnswer(names, maxLength);
    new PropertyScan(names).valuesIn(config, (name, value) -> answer.take(vmid, name, value));
    return answer.toBytes();
  }

  /**
   * The answer about all guests that have any of the properties; not to be written to.
   *
   * @throws AnswerTooLongException if it has more bytes than it may have
   */
  public byte[] ofAll(ConfigTree tree, GuestList guests, List<ByteString> names, int maxLength) {
    PropertyIndex current = indexOf(tree, guests);
    List<ByteString> known = names.stream().filter(current::mayHave).toList();
    Entry earlier = kept.get(known);
    if (earlier == null || earlier.guests() != guests) {
      var answer = new GuestPropertiesAnswer(known, maxLength);
      current.valuesOf(known, answer::take);
      earlier = new Entry(guests, answer.toBytes());
      keep(known, earlier);
    }
    if (earlier.answer().length > maxLength) {
      throw new AnswerTooLongException(maxLength);
    }
    return earlier.answer();
  }

  private PropertyIndex indexOf(ConfigTree tree, GuestList guests) {
    PropertyIndex latest = index;
    if (latest.guests() != guests) {
      latest = latest.updated(tree, guests);
      index = latest;
    }
    return latest;
  }

  private void keep(List<ByteString> names, Entry made) {
    if (made.answer().length > LARGEST_KEPT) {
      return;
    }
    if (kept.size() >= MAX_KEPT && !kept.containsKey(names)) {
      kept.clear();
    }
    kept.put(names, made);
  }
}

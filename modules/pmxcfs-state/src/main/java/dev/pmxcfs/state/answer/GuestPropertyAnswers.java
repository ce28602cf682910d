package dev.pmxcfs.state.answer;

import dev.pmxcfs.state.guests.Guest;
import dev.pmxcfs.state.guests.GuestList;
import dev.pmxcfs.state.tree.ByteString;
import dev.pmxcfs.state.tree.ConfigTree;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes the answers to GET_GUEST_CONFIG_PROPERTY and GET_GUEST_CONFIG_PROPERTIES. One about all
 * guests is kept, by its list of properties, until a guest changes; then only that guest's
 * configuration is searched again.
 *
 * <p>Any thread may ask; none waits. Two that ask at once after a change may both make the answer.
 */
public final class GuestPropertyAnswers {

  /** Clients ask for a handful of properties; more lists than this come from none that is sane. */
  private static final int MOST_KEPT = 16;

  /** Larger answers reach no client, whose receive buffer has this size. */
  private static final int LARGEST_KEPT = 1024 * 1024;

  private final Map<List<ByteString>, Kept> kept = new ConcurrentHashMap<>();

  /**
   * @param guests whom the answer is about
   * @param found what it says of each; a guest has another version when it has changed
   * @param answer the whole of it
   */
  private record Kept(GuestList guests, Map<Guest, JsonFragment> found, byte[] answer) {}

  /**
   * The answer about one guest.
   *
   * @return nothing if the guest's configuration is empty, or if there is no such guest
   */
  public Optional<byte[]> ofOne(
      ConfigTree tree, GuestList guests, long vmid, List<ByteString> names) {
    return guests
        .guest(vmid)
        .flatMap(
            guest ->
                find(new PropertySearch(names), tree, guest)
                    .map(found -> GuestPropertiesAnswer.of(Map.of(guest, found))));
  }

  /** The answer about all guests that have any of the properties; not to be written to. */
  public byte[] ofAll(ConfigTree tree, GuestList guests, List<ByteString> names) {
    Kept earlier = kept.get(names);
    if (earlier != null && earlier.guests() == guests) {
      return earlier.answer();
    }
    Map<Guest, JsonFragment> known = earlier == null ? Map.of() : earlier.found();
    Map<Guest, JsonFragment> found = new LinkedHashMap<>();
    PropertySearch search = new PropertySearch(names);
    for (Guest guest : guests.guests()) {
      JsonFragment before = known.get(guest);
      Optional<JsonFragment> now = before != null ? Optional.of(before) : find(search, tree, guest);
      now.ifPresent(object -> found.put(guest, object));
    }
    Kept made = new Kept(guests, found, GuestPropertiesAnswer.of(found));
    keep(names, made);
    return made.answer();
  }

  private void keep(List<ByteString> names, Kept made) {
    if (made.answer().length > LARGEST_KEPT) {
      return;
    }
    if (kept.size() >= MOST_KEPT && !kept.containsKey(names)) {
      kept.clear();
    }
    kept.put(List.copyOf(names), made);
  }

  /** Nothing if the guest's configuration is empty. */
  private static Optional<JsonFragment> find(PropertySearch search, ConfigTree tree, Guest guest) {
    return tree.file(guest.path().toConfigPath()).filter(data -> data.length > 0).map(search::in);
  }
}

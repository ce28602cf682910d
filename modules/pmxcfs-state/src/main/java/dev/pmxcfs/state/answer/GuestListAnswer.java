package dev.pmxcfs.state.answer;

import dev.pmxcfs.state.guests.Guest;
import dev.pmxcfs.state.guests.GuestList;
import dev.pmxcfs.state.guests.GuestPath;

/**
 * The answer to GET_GUEST_LIST (operations, section 4.3).
 *
 * <pre>
 *   {                                                      {
 *   "version": 1,                                          "version": 0
 *   "ids": {
 *   "101": { "node": "a", "type": "lxc", "version": 1 },   }
 *   "200": { "node": "b", "type": "qemu", "version": 2 }}
 *
 *   }                                                      without guests
 * </pre>
 *
 * <p>Every line ends in a line feed, the last one too. Clients rely on no order of the guests.
 */
public final class GuestListAnswer {

  private GuestListAnswer() {}

  public static byte[] of(GuestList list) {
    var json = new JsonBytes();
    json.raw("{\n\"version\": ").unsigned(list.version());
    if (!list.guests().isEmpty()) {
      json.raw(",\n\"ids\": {\n");
      guests(json, list.guests());
      json.raw("}");
    }
    return json.raw("\n\n}\n").toArray();
  }

  private static void guests(JsonBytes json, Iterable<Guest> guests) {
    String separator = "\"";
    for (Guest guest : guests) {
      GuestPath path = guest.path();
      json.raw(separator).number(path.vmid());
      json.raw("\": { \"node\": ").string(path.node());
      json.raw(", \"type\": ").string(path.type().label());
      json.raw(", \"version\": ").unsigned(guest.version()).raw(" }");
      separator = ",\n\"";
    }
  }
}

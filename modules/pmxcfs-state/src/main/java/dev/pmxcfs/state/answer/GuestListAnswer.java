package dev.pmxcfs.state.answer;

import dev.pmxcfs.state.guests.Guest;
import dev.pmxcfs.state.guests.GuestList;
import dev.pmxcfs.state.guests.GuestPath;

/**
 * The answer to GET_GUEST_LIST (operations specification, section 4.3).
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
    JsonText json = new JsonText();
    json.raw("{\n\"version\": ").unsigned(list.version());
    String separator = ",\n\"ids\": {\n";
    for (Guest guest : list.guests()) {
      json.raw(separator);
      guest(json, guest);
      separator = ",\n";
    }
    json.raw(list.guests().isEmpty() ? "\n\n}\n" : "}\n\n}\n");
    return json.toBytes();
  }

  /** In one piece, since there may be thousands; no name in it has a character to escape. */
  private static void guest(JsonText json, Guest guest) {
    GuestPath path = guest.path();
    json.raw(
        "\""
            + path.vmid()
            + "\": { \"node\": \""
            + path.node().toLatin1()
            + "\", \"type\": \""
            + path.type().label().toLatin1()
            + "\", \"version\": "
            + Integer.toUnsignedString(guest.version())
            + " }");
  }
}

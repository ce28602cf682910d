package dev.pmxcfs.state.answer;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.answer.JsonLayout.Level;
import dev.pmxcfs.state.guests.Guest;
import dev.pmxcfs.state.guests.GuestList;
import dev.pmxcfs.state.guests.GuestPath;
import java.io.IOException;

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

  private static final JsonLayout LAYOUT =
      JsonLayout.of(
          Level.object("{\n", ": ", ",\n", "\n\n}\n"),
          Level.object("{\n", ": ", ",\n", "}"),
          Level.object("{ ", ": ", ", ", " }"));

  private static final SerializedString NODE = new SerializedString("node");
  private static final SerializedString TYPE = new SerializedString("type");
  private static final SerializedString VERSION = new SerializedString("version");

  private GuestListAnswer() {}

  public static byte[] of(GuestList list) {
    return LAYOUT.write(
        json -> {
          json.writeStartObject();
          version(json, list.version());
          if (!list.guests().isEmpty()) {
            guests(json, list.guests());
          }
          json.writeEndObject();
        });
  }

  private static void guests(JsonGenerator json, Iterable<Guest> guests) throws IOException {
    json.writeObjectFieldStart("ids");
    for (Guest guest : guests) {
      GuestPath path = guest.path();
      json.writeObjectFieldStart(Long.toString(path.vmid()));
      json.writeFieldName(NODE);
      plain(json, path.node());
      json.writeFieldName(TYPE);
      plain(json, path.type().label());
      version(json, guest.version());
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  /** A text of letters, digits and hyphens, which needs no escape. */
  private static void plain(JsonGenerator json, ByteString text) throws IOException {
    json.writeRawUTF8String(text.toArray(), 0, text.length());
  }

  private static void version(JsonGenerator json, int version) throws IOException {
    json.writeFieldName(VERSION);
    json.writeNumber(Integer.toUnsignedLong(version));
  }
}

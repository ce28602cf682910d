package dev.pmxcfs.state.answer;

import dev.pmxcfs.state.answer.JsonLayout.Level;
import dev.pmxcfs.state.guests.Guest;
import java.util.Map;

/**
 * The answer to GET_GUEST_CONFIG_PROPERTY and GET_GUEST_CONFIG_PROPERTIES (operations
 * specification, section 4.11).
 *
 * <pre>
 *   {                                                      {
 *   "100":{"lock": "backup","tags": "a;b"},
 *   "101":{"tags": "c"}                                    }
 *   }                                                      where nothing is found
 * </pre>
 *
 * <p>Every line ends in a line feed, the last one too. Guests without any of the properties are
 * left out.
 */
final class GuestPropertiesAnswer {

  private static final JsonLayout LAYOUT = JsonLayout.of(Level.object("{\n", ":", ",\n", "\n}\n"));

  private GuestPropertiesAnswer() {}

  /**
   * @param guests the object about each, in the order of the answer
   */
  static byte[] of(Map<Guest, JsonFragment> guests) {
    return LAYOUT.write(
        json -> {
          json.writeStartObject();
          for (Map.Entry<Guest, JsonFragment> guest : guests.entrySet()) {
            if (!guest.getValue().isNone()) {
              json.writeFieldName(Long.toString(guest.getKey().path().vmid()));
              json.writeRawValue(guest.getValue());
            }
          }
          json.writeEndObject();
        });
  }
}

package dev.pmxcfs.state.answer;

import dev.pmxcfs.state.answer.JsonLayout.Level;

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

  private static final JsonLayout LAYOUT =
      JsonLayout.of(Level.object("{\n", ":", ",\n", "\n}\n"), Level.object("{", ": ", ",", "}"));

  private GuestPropertiesAnswer() {}

  /**
   * @param guests in the order of the answer
   */
  static byte[] of(Iterable<FoundProperties> guests) {
    return LAYOUT.write(
        json -> {
          json.writeStartObject();
          for (FoundProperties guest : guests) {
            guest.writeTo(json);
          }
          json.writeEndObject();
        });
  }
}

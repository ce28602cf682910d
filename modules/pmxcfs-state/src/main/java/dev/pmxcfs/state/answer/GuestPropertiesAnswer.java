package dev.pmxcfs.state.answer;

import dev.pmxcfs.api.AnswerTooLongException;
import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.guests.PropertyValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The answer to GET_GUEST_CONFIG_PROPERTY and GET_GUEST_CONFIG_PROPERTIES (operations, section
 * 4.11).
 *
 * <pre>
 *   {                                                      {
 *   "100":{"lock": "backup","tags": "a;b"},
 *   "101":{"tags": "c"}                                    }
 *   }                                                      where nothing is found
 * </pre>
 *
 * <p>Every line ends in a line feed, the last one too. Guests without any of the properties are
 * left out. So long as values are taken, no more of them are kept than the answer may have bytes.
 */
final class GuestPropertiesAnswer {

  private final List<ByteString> names;
  private final int maxLength;
  private final Map<Long, GuestValues> guests = new HashMap<>();
  private long length;

  /**
   * @param names the properties in the order of the answer
   * @param maxLength how many bytes it may have
   */
  GuestPropertiesAnswer(List<ByteString> names, int maxLength) {
    this.names = names;
    this.maxLength = maxLength;
  }

  /**
   * Adds a value of a guest. If a guest has several for one name, the last in the file counts.
   *
   * @param name the index of the property's name
   * @throws AnswerTooLongException if there is no room for it
   */
  void take(long vmid, int name, PropertyValue value) {
    length +=
        guests.computeIfAbsent(vmid, guest -> new GuestValues()).take(name, names.get(name), value);
    if (length > maxLength) {
      throw new AnswerTooLongException(maxLength);
    }
  }

  /**
   * The whole answer.
   *
   * @throws AnswerTooLongException if it has more bytes than it may have
   */
  byte[] toBytes() {
    var json = new JsonBytes();
    json.raw("{\n");
    String separator = "\"";
    for (Map.Entry<Long, GuestValues> guest : new TreeMap<>(guests).entrySet()) {
      json.raw(separator).number(guest.getKey()).raw("\":");
      guest.getValue().writeTo(json, names);
      separator = ",\n\"";
    }
    byte[] answer = json.raw("\n}\n").toArray();
    if (answer.length > maxLength) {
      throw new AnswerTooLongException(maxLength);
    }
    return answer;
  }
}

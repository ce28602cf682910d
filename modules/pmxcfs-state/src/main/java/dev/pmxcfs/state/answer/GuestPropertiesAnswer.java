package dev.pmxcfs.state.answer;

import dev.pmxcfs.state.guests.Guest;
import dev.pmxcfs.state.guests.PropertyScan;
import dev.pmxcfs.state.tree.ByteString;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

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

  private static final byte[] START = ascii("{\n");
  private static final byte[] SEPARATOR = ascii(",\n");
  private static final byte[] END = ascii("\n}\n");
  private static final byte[] NOTHING = {};

  private final List<ByteString> names;
  private final PropertyScan scan;
  private final ByteArrayOutputStream members = new ByteArrayOutputStream();

  /**
   * @param names the properties in the order of the answer
   */
  GuestPropertiesAnswer(List<ByteString> names) {
    this.names = names;
    this.scan = new PropertyScan(names);
    members.writeBytes(START);
  }

  private static byte[] ascii(String punctuation) {
    return punctuation.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * What the answer says of a guest; nothing if it has none of the properties.
   *
   * @param config its configuration file
   */
  byte[] member(Guest guest, byte[] config) {
    List<Optional<ByteString>> values = scan.valuesIn(config);
    if (values.stream().allMatch(Optional::isEmpty)) {
      return NOTHING;
    }
    JsonText json = new JsonText().raw("\"" + guest.path().vmid() + "\":{");
    String separator = "";
    for (int i = 0; i < names.size(); i++) {
      if (values.get(i).isPresent()) {
        json.raw(separator).string(names.get(i)).raw(": ").string(values.get(i).get());
        separator = ",";
      }
    }
    return json.raw("}").toBytes();
  }

  /** Adds what {@link #member} made of a guest. */
  GuestPropertiesAnswer add(byte[] member) {
    if (member.length > 0) {
      members.writeBytes(members.size() > START.length ? SEPARATOR : NOTHING);
      members.writeBytes(member);
    }
    return this;
  }

  /** The answer, to which nothing is added any more. */
  byte[] toBytes() {
    members.writeBytes(END);
    return members.toByteArray();
  }
}

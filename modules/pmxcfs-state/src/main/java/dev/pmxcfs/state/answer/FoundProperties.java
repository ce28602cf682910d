package dev.pmxcfs.state.answer;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.pmxcfs.state.guests.Guest;
import dev.pmxcfs.state.guests.PropertyScan;
import dev.pmxcfs.state.tree.ByteString;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The properties that a guest's configuration has, of those that a client asked for.
 *
 * @param vmid the guest's
 * @param properties in the order in which the client named them
 */
record FoundProperties(long vmid, List<Property> properties) {

  /** A property and its value. */
  private record Property(JsonString name, JsonString value) {}

  /** Looks for properties in a guest's configuration. */
  static final class Search {

    private final PropertyScan scan;
    private final List<JsonString> names;

    /**
     * @param names the properties in the order of the answer
     */
    Search(List<ByteString> names) {
      this.scan = new PropertyScan(names);
      this.names = names.stream().map(JsonString::of).toList();
    }

    /**
     * @param config the guest's configuration file
     */
    FoundProperties in(Guest guest, byte[] config) {
      List<Optional<ByteString>> values = scan.valuesIn(config);
      List<Property> found = new ArrayList<>();
      for (int i = 0; i < names.size(); i++) {
        if (values.get(i).isPresent()) {
          found.add(new Property(names.get(i), JsonString.of(values.get(i).get())));
        }
      }
      return new FoundProperties(guest.path().vmid(), List.copyOf(found));
    }
  }

  /** Writes the guest as a member of an object; nothing where it has none of the properties. */
  void writeTo(JsonGenerator json) throws IOException {
    if (properties.isEmpty()) {
      return;
    }
    json.writeObjectFieldStart(Long.toString(vmid));
    for (Property property : properties) {
      json.writeFieldName(property.name());
      json.writeString(property.value());
    }
    json.writeEndObject();
  }
}

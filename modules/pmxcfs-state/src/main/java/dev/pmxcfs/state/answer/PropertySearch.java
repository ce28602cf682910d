package dev.pmxcfs.state.answer;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.pmxcfs.state.answer.JsonLayout.Level;
import dev.pmxcfs.state.guests.PropertyScan;
import dev.pmxcfs.state.tree.ByteString;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Looks for properties in guests' configurations, for an answer that tells them. */
final class PropertySearch {

  private static final JsonLayout LAYOUT = JsonLayout.of(Level.object("{", ": ", ",", "}"));

  private final PropertyScan scan;
  private final List<JsonString> names;

  /**
   * @param names the properties in the order of the answer
   */
  PropertySearch(List<ByteString> names) {
    this.scan = new PropertyScan(names);
    this.names = names.stream().map(JsonString::of).toList();
  }

  /**
   * The object about a guest; none where it has none of the properties.
   *
   * @param config its configuration file
   */
  JsonFragment in(byte[] config) {
    List<Optional<ByteString>> values = scan.valuesIn(config);
    return values.stream().allMatch(Optional::isEmpty)
        ? JsonFragment.NONE
        : new JsonFragment(LAYOUT.write(json -> members(json, values)));
  }

  private void members(JsonGenerator json, List<Optional<ByteString>> values) throws IOException {
    json.writeStartObject();
    for (int i = 0; i < names.size(); i++) {
      if (values.get(i).isPresent()) {
        json.writeFieldName(names.get(i));
        json.writeString(JsonString.of(values.get(i).get()));
      }
    }
    json.writeEndObject();
  }
}

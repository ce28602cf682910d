package dev.pmxcfs.state.answer;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.guests.PropertyValue;
import java.util.ArrayList;
import java.util.List;

/** The values that a guest has, in the order in which their names were asked for. */
final class GuestValues {

  /** What JSON has around a name and its value: four quotes, a colon, and a blank. */
  private static final int AROUND = 6;

  private final List<Named> values = new ArrayList<>();

  /**
   * @param name the index of its name
   */
  private record Named(int name, PropertyValue value) {}

  /**
   * Takes a value. Of one name the last in the file counts.
   *
   * @param index of the name
   * @return by how many bytes the answer is longer with it, if nothing has to be escaped
   */
  int take(int index, ByteString name, PropertyValue value) {
    int at = values.size();
    while (at > 0 && values.get(at - 1).name() > index) {
      at--;
    }
    if (at == 0 || values.get(at - 1).name() < index) {
      values.add(at, new Named(index, value));
      return name.length() + AROUND + value.length();
    }
    PropertyValue other = values.get(at - 1).value();
    if (other.from() > value.from()) {
      return 0;
    }
    values.set(at - 1, new Named(index, value));
    return value.length() - other.length();
  }

  /** Writes an object of them. */
  void writeTo(JsonBytes json, List<ByteString> names) {
    String separator = "{";
    for (Named named : values) {
      json.raw(separator).string(names.get(named.name()));
      json.raw(": ").string(named.value().bytes());
      separator = ",";
    }
    json.raw(values.isEmpty() ? "{}" : "}");
  }
}

package dev.pmxcfs.state.guests;

import dev.pmxcfs.api.ByteString;
import java.util.List;

/**
 * Looks up properties in a guest's configuration file (operations, section 5.8).
 *
 * <p>If a property occurs twice, the last one counts. (The C server stops after as many repetitions
 * as there are requested properties, and then misses others: defect D5.)
 */
public final class PropertyScan {

  private final List<ByteString> names;
  private final List<PropertyLine> beginnings;

  /**
   * @param names the properties, in any bytes
   */
  public PropertyScan(List<ByteString> names) {
    this.names = names;
    this.beginnings = names.stream().map(PropertyLine::beginning).toList();
  }

  /** Takes the values that a file has, each with its name's index. */
  public interface Found {

    void accept(int name, PropertyValue value);
  }

  /** Hands over the values in a file in the order of its lines: of one name the last counts. */
  public void valuesIn(byte[] config, Found found) {
    PropertyLine.forEach(0, config, line -> take(line, found));
  }

  private void take(PropertyLine line, Found found) {
    for (int i = 0; i < names.size(); i++) {
      if (line.holds(beginnings.get(i))) {
        found.accept(i, line.valueOf(names.get(i)));
      }
    }
  }
}

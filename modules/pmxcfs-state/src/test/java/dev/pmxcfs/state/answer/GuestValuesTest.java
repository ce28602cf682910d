package dev.pmxcfs.state.answer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.guests.PropertyValue;
import java.util.List;
import org.junit.Test;

/** The values of one guest, whichever of them is found first. */
public class GuestValuesTest {

  private static final byte[] FILE = "0123456789".getBytes(UTF_8);
  private static final List<String> NAMES = List.of("a", "bb", "ccc");

  private final GuestValues values = new GuestValues();

  private int take(int index, int from, int to) {
    return values.take(index, ByteString.of(NAMES.get(index)), new PropertyValue(FILE, from, to));
  }

  private String json() throws Exception {
    var json = new JsonBytes();
    values.writeTo(json, NAMES.stream().map(ByteString::of).toList());
    return new String(json.toArray(), UTF_8);
  }

  @Test
  public void theyAreInTheOrderInWhichTheirNamesWereAskedFor() throws Exception {
    assertEquals("{}", json());
    assertEquals("quotes, colon and comma too", 2 + 6 + 3, take(1, 0, 3));
    assertEquals(3 + 6 + 1, take(2, 3, 4));
    assertEquals(1 + 6, take(0, 5, 5));
    assertEquals("{\"a\": \"\",\"bb\": \"012\",\"ccc\": \"3\"}", json());
  }

  @Test
  public void ofOneNameTheLastInTheFileCounts() throws Exception {
    take(0, 0, 1);
    take(1, 2, 3);
    take(2, 1, 2);
    assertEquals("by how much it is longer", 3, take(1, 5, 9));
    assertEquals(0, take(1, 4, 5));
    assertEquals(-3, take(1, 9, 10));
    assertEquals("{\"a\": \"0\",\"bb\": \"9\",\"ccc\": \"1\"}", json());
  }
}

package dev.pmxcfs.cluster.conf;

import dev.pmxcfs.api.ByteString;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The contents of a corosync.conf. */
final class CorosyncConf {

  private static final Pattern VERSION = Pattern.compile("config_version\\s*:\\s*(\\d+)");
  private static final BigInteger LARGEST = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);

  private final byte[] data;

  /**
   * @param data not to be changed any more
   */
  CorosyncConf(byte[] data) {
    this.data = data;
  }

  byte[] data() {
    return data;
  }

  boolean isEmpty() {
    return data.length == 0;
  }

  boolean hasSameBytes(CorosyncConf other) {
    return Arrays.equals(data, other.data);
  }

  /** Whether a node of its list has a name, by which others reach it or that it is called by. */
  boolean names(String node) {
    String text = ByteString.copyUntilNul(data, 0, data.length).toLatin1();
    return Pattern.compile("(?m)^\\s*(name|ring0_addr)\\s*:\\s*" + Pattern.quote(node) + "\\s*$")
        .matcher(text)
        .find();
  }

  /**
   * The version that the text tells first, wherever it does; unsigned, of 64 bits, and the largest
   * for more than that. 0 if it tells none.
   */
  long version() {
    String text = ByteString.copyUntilNul(data, 0, data.length).toLatin1();
    Matcher found = VERSION.matcher(text);
    return found.find() ? new BigInteger(found.group(1)).min(LARGEST).longValue() : 0;
  }
}

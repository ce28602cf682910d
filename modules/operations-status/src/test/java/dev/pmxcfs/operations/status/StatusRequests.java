package dev.pmxcfs.operations.status;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.qbipc.test.FakeConnection;
import dev.qbipc.test.FakeRequest;
import java.util.Arrays;

/** Requests as the Perl clients pack them. */
public final class StatusRequests {

  private static final int NAME_FIELD = 256;

  private StatusRequests() {}

  /** SET_STATUS with a value to which a NUL is added. */
  public static FakeRequest set(String key, String value) {
    return setBytes(key, (value + "\0").getBytes(UTF_8));
  }

  /** SET_STATUS with just these bytes. */
  static FakeRequest setBytes(String key, byte[] value) {
    byte[] payload = Arrays.copyOf(name(key), NAME_FIELD + value.length);
    System.arraycopy(value, 0, payload, NAME_FIELD, value.length);
    return FakeRequest.of(SetStatus.ID, payload, FakeConnection.readWrite());
  }

  /** GET_STATUS of a node; an empty name stands for the local one. */
  static FakeRequest get(String key, String node) {
    byte[] payload = Arrays.copyOf(name(key), 2 * NAME_FIELD);
    System.arraycopy(name(node), 0, payload, NAME_FIELD, NAME_FIELD);
    return FakeRequest.of(GetStatus.ID, payload, FakeConnection.readWrite());
  }

  private static byte[] name(String name) {
    return Arrays.copyOf(name.getBytes(UTF_8), NAME_FIELD);
  }
}

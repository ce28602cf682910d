package dev.pmxcfs.bench.measure;

import dev.pmxcfs.bench.process.RequestKind;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Requests for pmxcfs's operations, as its Perl clients encode them. */
public final class PmxcfsRequests {

  private static final int GET_FS_VERSION = 1;
  private static final int GET_CLUSTER_INFO = 2;
  private static final int GET_GUEST_LIST = 3;
  private static final int SET_STATUS = 4;
  private static final int GET_STATUS = 5;
  private static final int GET_CONFIG = 6;
  private static final int LOG_CLUSTER_MESSAGE = 7;
  private static final int GET_CLUSTER_LOG = 8;
  private static final int GET_GUEST_CONFIG_PROPERTY = 11;
  private static final int VERIFY_TOKEN = 12;
  private static final int GET_GUEST_CONFIG_PROPERTIES = 13;

  private static final int NAME_FIELD = 256;
  private static final int STATUS_VALUE = 100;
  private static final int ALL_GUESTS = 0;
  private static final byte PRIORITY_INFO = 6;
  private static final int LOG_ENTRIES = 50;
  private static final int RESERVED_WORDS = 3;

  private final Path directory;

  /**
   * @param directory where the payloads' files go
   */
  public PmxcfsRequests(Path directory) {
    this.directory = directory;
  }

  public RequestKind fsVersion() {
    return request("fs-version", GET_FS_VERSION, new byte[0]);
  }

  public RequestKind clusterInfo() {
    return request("cluster-info", GET_CLUSTER_INFO, new byte[0]);
  }

  public RequestKind guestList() {
    return request("guest-list", GET_GUEST_LIST, new byte[0]);
  }

  public RequestKind setStatus(String key) {
    byte[] payload = Arrays.copyOf(bytes(key), NAME_FIELD + STATUS_VALUE);
    Arrays.fill(payload, NAME_FIELD, payload.length, (byte) 'v');
    return request("set-status-" + key, SET_STATUS, payload);
  }

  /** The local node's value. */
  public RequestKind getStatus(String key) {
    return request("get-status", GET_STATUS, Arrays.copyOf(bytes(key), 2 * NAME_FIELD));
  }

  /** The file with a given size in bytes (see {@link PmxcfsFiles}). */
  static RequestKind config(Path directory, int size) {
    String path = PmxcfsFiles.path(size);
    return RequestKind.of(directory, "config-" + size, GET_CONFIG, string(path));
  }

  public RequestKind config(int size) {
    return config(directory, size);
  }

  public RequestKind logMessage() {
    byte[] ident = string("bench");
    byte[] tag = string("bench");
    byte[] lengths = {PRIORITY_INFO, (byte) ident.length, (byte) tag.length};
    byte[] payload = join(lengths, ident, tag, string("nothing happened"));
    return request("log-message", LOG_CLUSTER_MESSAGE, payload);
  }

  public RequestKind clusterLog() {
    byte[] payload =
        join(number(LOG_ENTRIES), new byte[RESERVED_WORDS * Integer.BYTES], string(""));
    return request("cluster-log", GET_CLUSTER_LOG, payload);
  }

  public RequestKind verifyToken() {
    return request("token", VERIFY_TOKEN, string(PmxcfsFiles.TOKEN));
  }

  public RequestKind propertyOfAllGuests(String name) {
    byte[] payload = join(number(ALL_GUESTS), string(name));
    return request("property", GET_GUEST_CONFIG_PROPERTY, payload);
  }

  public RequestKind propertiesOfAllGuests(List<String> names) {
    byte[] count = {(byte) names.size()};
    byte[] strings = join(names.stream().map(PmxcfsRequests::string).toArray(byte[][]::new));
    byte[] payload = join(number(ALL_GUESTS), count, strings);
    return request("properties", GET_GUEST_CONFIG_PROPERTIES, payload);
  }

  private RequestKind request(String name, int id, byte[] payload) {
    return RequestKind.of(directory, name, id, payload);
  }

  private static byte[] number(int value) {
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder()).putInt(value).array();
  }

  private static byte[] string(String text) {
    return bytes(text + "\0");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] join(byte[]... parts) {
    var joined = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      joined.writeBytes(part);
    }
    return joined.toByteArray();
  }
}

package dev.pmxcfs.server.call;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.Test;

/** Requests by name and arguments, against payloads that the Perl clients of pmxcfs pack. */
public class OperationTest {

  private static final String KEY_FIELD_REST = "00".repeat(256 - 4);

  @Test
  public void operationsAreFoundByNumberAndByNameInAnyCase() {
    assertEquals(Optional.of(Operation.GET_CONFIG), Operation.find("6"));
    assertEquals(Optional.of(Operation.GET_CONFIG), Operation.find("GET_CONFIG"));
    assertEquals(Optional.of(Operation.GET_CONFIG), Operation.find("get-config"));
    assertEquals(Optional.empty(), Operation.find("9"));
    assertEquals(Optional.empty(), Operation.find("GET"));
  }

  @Test
  public void idsAreThoseOfTheSpecification() {
    int[] ids = {1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13};
    for (int i = 0; i < ids.length; i++) {
      assertEquals(ids[i], Operation.values()[i].id());
    }
  }

  @Test
  public void requestsWithoutArgumentsAreEmpty() {
    encodes("", Operation.GET_FS_VERSION);
    encodes("", Operation.GET_RRD_DUMP);
  }

  @Test
  public void section4_4_setStatus() {
    encodes("6b762f61" + KEY_FIELD_REST + "76616c00", Operation.SET_STATUS, "kv/a", "val");
    encodes("6b762f61" + KEY_FIELD_REST, Operation.SET_STATUS, "kv/a");
  }

  @Test
  public void section4_5_getStatus() {
    encodes("6b762f61" + KEY_FIELD_REST + "00".repeat(256), Operation.GET_STATUS, "kv/a");
    encodes(
        "6b762f61" + KEY_FIELD_REST + "6e6f6465" + KEY_FIELD_REST,
        Operation.GET_STATUS,
        "kv/a",
        "node");
  }

  @Test
  public void section4_6_getConfig() {
    encodes("612f6200", Operation.GET_CONFIG, "a/b");
    encodes("c3bc00", Operation.GET_CONFIG, "\u00fc");
  }

  @Test
  public void section4_7_logClusterMessage() {
    String texts = "726f6f7400" + "7000" + "686900";
    encodes("060502" + texts, Operation.LOG_CLUSTER_MSG, "6", "root", "p", "hi");
    encodes("060502" + texts, Operation.LOG_CLUSTER_MSG, "info", "root", "p", "hi");
  }

  @Test
  public void section4_8_getClusterLog() {
    encodes("00".repeat(17), Operation.GET_CLUSTER_LOG);
    encodes("ffffffff" + "00".repeat(12) + "6100", Operation.GET_CLUSTER_LOG, "4294967295", "a");
  }

  @Test
  public void section4_10_getGuestConfigProperty() {
    encodes("64000000" + "6c6f636b00", Operation.GET_GUEST_CONFIG_PROPERTY, "100", "lock");
  }

  @Test
  public void section4_11_getGuestConfigProperties() {
    encodes(
        "64000000" + "02" + "6c6f636b00" + "7461677300",
        Operation.GET_GUEST_CONFIG_PROPERTIES,
        "100",
        "lock",
        "tags");
  }

  @Test
  public void section4_12_verifyToken() {
    encodes("612074" + "00", Operation.VERIFY_TOKEN, "a", "t");
  }

  @Test
  public void argumentsTooFewTooManyOrOutOfRangeAreRefused() {
    refuses("GET_CONFIG takes the arguments PATH", Operation.GET_CONFIG);
    refuses("GET_CONFIG takes the arguments PATH", Operation.GET_CONFIG, "a", "b");
    refuses("KEY has 256 bytes, more than 255", Operation.GET_STATUS, "k".repeat(256));
    refuses(
        "IDENT's length is not between 0 and 255: 256",
        Operation.LOG_CLUSTER_MSG,
        "0",
        "i".repeat(255),
        "tag",
        "message");
    refuses(
        "PRIORITY is not between 0 and 255: 256", Operation.LOG_CLUSTER_MSG, "256", "i", "t", "m");
    refuses(
        "VMID is not between 0 and 4294967295: -1",
        Operation.GET_GUEST_CONFIG_PROPERTY,
        "-1",
        "lock");
    refuses("VMID is not a number: x", Operation.GET_GUEST_CONFIG_PROPERTY, "x", "lock");
  }

  private static void encodes(String hex, Operation operation, String... arguments) {
    byte[] payload = operation.encode(List.of(arguments)).getBytes();
    assertEquals(hex, HexFormat.of().formatHex(payload));
  }

  private static void refuses(String message, Operation operation, String... arguments) {
    var refusal =
        assertThrows(IllegalArgumentException.class, () -> operation.encode(List.of(arguments)));
    assertEquals(message, refusal.getMessage());
  }
}

package dev.pmxcfs.ipc.modules;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import dev.pmxcfs.ipc.cli.base.ModuleOptions;
import dev.pmxcfs.ipc.modules.KnownOperations.KnownOperation;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.Test;

/** Requests by name and arguments, against payloads that the Perl clients of pmxcfs pack. */
public class KnownOperationsTest {

  private static final String KEY_FIELD_REST = "00".repeat(256 - 4);

  private static final KnownOperations OPERATIONS =
      KnownOperations.in(new ModuleOptions().directory());

  @Test
  public void operationsAreFoundByNumberAndByNameInAnyCase() {
    for (String name : List.of("6", "GET_CONFIG", "get-config")) {
      KnownOperation found = OPERATIONS.find(name).orElseThrow();
      assertEquals("GET_CONFIG", found.name());
      assertEquals(6, found.id());
    }
    assertEquals(Optional.empty(), OPERATIONS.find("9"));
    assertEquals(Optional.empty(), OPERATIONS.find("GET"));
  }

  @Test
  public void idsAndNamesAreThoseOfTheSpecification() {
    assertEquals(
        List.of(
            " 1 GET_FS_VERSION",
            " 2 GET_CLUSTER_INFO",
            " 3 GET_GUEST_LIST",
            " 4 SET_STATUS KEY [VALUE]",
            " 5 GET_STATUS KEY [NODE]",
            " 6 GET_CONFIG PATH",
            " 7 LOG_CLUSTER_MSG PRIORITY IDENT TAG MESSAGE",
            " 8 GET_CLUSTER_LOG [MAX [USER]]",
            "10 GET_RRD_DUMP",
            "11 GET_GUEST_CONFIG_PROPERTY VMID PROPERTY",
            "12 VERIFY_TOKEN TOKENID SECRET",
            "13 GET_GUEST_CONFIG_PROPERTIES VMID PROPERTY..."),
        OPERATIONS.all().stream().map(KnownOperation::usage).toList());
  }

  @Test
  public void requestsWithoutArgumentsAreEmpty() {
    encodes("", "GET_FS_VERSION");
    encodes("", "GET_RRD_DUMP");
  }

  @Test
  public void section4_4_setStatus() {
    encodes("6b762f61" + KEY_FIELD_REST + "76616c00", "SET_STATUS", "kv/a", "val");
    encodes("6b762f61" + KEY_FIELD_REST, "SET_STATUS", "kv/a");
  }

  @Test
  public void section4_5_getStatus() {
    encodes("6b762f61" + KEY_FIELD_REST + "00".repeat(256), "GET_STATUS", "kv/a");
    encodes(
        "6b762f61" + KEY_FIELD_REST + "6e6f6465" + KEY_FIELD_REST, "GET_STATUS", "kv/a", "node");
  }

  @Test
  public void section4_6_getConfig() {
    encodes("612f6200", "GET_CONFIG", "a/b");
    encodes("c3bc00", "GET_CONFIG", "\u00fc");
  }

  @Test
  public void section4_7_logClusterMessage() {
    String texts = "726f6f7400" + "7000" + "686900";
    encodes("060502" + texts, "LOG_CLUSTER_MSG", "6", "root", "p", "hi");
    encodes("060502" + texts, "LOG_CLUSTER_MSG", "info", "root", "p", "hi");
  }

  @Test
  public void section4_8_getClusterLog() {
    encodes("00".repeat(17), "GET_CLUSTER_LOG");
    encodes("ffffffff" + "00".repeat(12) + "6100", "GET_CLUSTER_LOG", "4294967295", "a");
  }

  @Test
  public void section4_10_getGuestConfigProperty() {
    encodes("64000000" + "6c6f636b00", "GET_GUEST_CONFIG_PROPERTY", "100", "lock");
  }

  @Test
  public void section4_11_getGuestConfigProperties() {
    encodes(
        "64000000" + "02" + "6c6f636b00" + "7461677300",
        "GET_GUEST_CONFIG_PROPERTIES",
        "100",
        "lock",
        "tags");
  }

  @Test
  public void section4_12_verifyToken() {
    encodes("612074" + "00", "VERIFY_TOKEN", "a", "t");
  }

  @Test
  public void argumentsTooFewTooManyOrOutOfRangeAreRefused() {
    refuses("GET_CONFIG takes the arguments PATH", "GET_CONFIG");
    refuses("GET_CONFIG takes the arguments PATH", "GET_CONFIG", "a", "b");
    refuses("KEY has 256 bytes, more than 255", "GET_STATUS", "k".repeat(256));
    refuses(
        "IDENT's length is not between 0 and 255: 256",
        "LOG_CLUSTER_MSG",
        "0",
        "i".repeat(255),
        "tag",
        "message");
    refuses("PRIORITY is not between 0 and 255: 256", "LOG_CLUSTER_MSG", "256", "i", "t", "m");
    refuses("VMID is not between 0 and 4294967295: -1", "GET_GUEST_CONFIG_PROPERTY", "-1", "lock");
    refuses("VMID is not a number: x", "GET_GUEST_CONFIG_PROPERTY", "x", "lock");
  }

  private static void encodes(String hex, String operation, String... arguments) {
    byte[] payload = known(operation).encode(List.of(arguments)).getBytes();
    assertEquals(hex, HexFormat.of().formatHex(payload));
  }

  private static void refuses(String message, String operation, String... arguments) {
    var refusal =
        assertThrows(
            IllegalArgumentException.class, () -> known(operation).encode(List.of(arguments)));
    assertEquals(message, refusal.getMessage());
  }

  private static KnownOperation known(String name) {
    return OPERATIONS.find(name).orElseThrow();
  }
}

package dev.pmxcfs.cluster.conf;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.Assert.assertEquals;

import java.util.Optional;
import org.junit.Test;

/** What becomes of the host's corosync.conf (cluster, section 5.4). */
public class ConfRuleTest {

  private static Optional<CorosyncConf> conf(String text) {
    return Optional.of(new CorosyncConf(text.getBytes(ISO_8859_1)));
  }

  private static Optional<CorosyncConf> version(String version, String rest) {
    return conf("totem {\n  config_version: " + version + "\n}\n" + rest);
  }

  private static String versionOf(String text) {
    return Long.toUnsignedString(conf(text).orElseThrow().version());
  }

  @Test
  public void versionIsTheFirstThatTheTextTells() {
    assertEquals("3", versionOf("totem {\n config_version: 3\n config_version: 4\n}\n"));
    assertEquals("12", versionOf("config_version\t \t:\n 12x"));
    assertEquals("5", versionOf("# my_config_version:5"));
    assertEquals("7", versionOf("config_version: x\nconfig_version: 7\n"));
    assertEquals("0", versionOf(""));
    assertEquals("0", versionOf("config_version 3"));
    assertEquals("0", versionOf("config_version: -3"));
    assertEquals("what is behind a NUL is no text", "0", versionOf("\0config_version: 3"));
    assertEquals("18446744073709551615", versionOf("config_version: 18446744073709551615"));
    assertEquals("18446744073709551615", versionOf("config_version: 18446744073709551616"));
    assertEquals("8", versionOf("\u00e4 config_version: 8"));
  }

  @Test
  public void item264_rule1_noneInTheTreeOrAnEmptyOne() {
    assertEquals(ConfRule.NONE_IN_TREE, ConfRule.of(Optional.empty(), version("1", "")));
    assertEquals(ConfRule.NONE_IN_TREE, ConfRule.of(conf(""), version("1", "")));
    assertEquals(ConfRule.NONE_IN_TREE, ConfRule.of(conf(""), conf("")));
  }

  @Test
  public void item264_rule2_noVersion() {
    assertEquals(ConfRule.NO_VERSION, ConfRule.of(conf("totem {\n}\n"), Optional.empty()));
    assertEquals(ConfRule.NO_VERSION, ConfRule.of(version("0", ""), conf("totem {\n}\n")));
    assertEquals(ConfRule.NO_VERSION, ConfRule.of(conf("x"), conf("x")));
  }

  @Test
  public void item264_rule3_theSameBytes() {
    assertEquals(ConfRule.EQUAL, ConfRule.of(version("4", "x"), version("4", "x")));
  }

  @Test
  public void item264_rule4_theHostsIsNewer() {
    assertEquals(ConfRule.HOST_IS_NEWER, ConfRule.of(version("6", ""), version("9", "")));
    assertEquals(
        "unsigned",
        ConfRule.HOST_IS_NEWER,
        ConfRule.of(version("6", ""), version("18446744073709551615", "")));
  }

  @Test
  public void item264_rule5_otherwiseItIsReplacedAlsoWithTheSameVersion() {
    assertEquals(ConfRule.REPLACE, ConfRule.of(version("7", ""), version("6", "")));
    assertEquals(ConfRule.REPLACE, ConfRule.of(version("6", "other"), version("6", "")));
    assertEquals(ConfRule.REPLACE, ConfRule.of(version("1", ""), conf("no version")));
    assertEquals(ConfRule.REPLACE, ConfRule.of(version("1", ""), Optional.empty()));
  }
}

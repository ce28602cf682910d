package dev.pmxcfs;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;

import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Requirement;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.Test;

/** The CycloneDX list that the build puts beside the program's jars. */
@Needs(Requirement.MAVEN_ONLINE)
public class BillOfMaterialsTest {

  private static final Set<String> OWN_GROUPS = Set.of("dev.pmxcfs", "dev.qbipc");

  @Test
  public void itListsEachLibraryThatIsShippedAndNoOther() throws IOException {
    Set<String> listed =
        components()
            .filter(component -> !isOwn(component))
            .map(BillOfMaterialsTest::jarName)
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(shipped(), listed);
  }

  @Test
  public void itListsTheProjectsOwnModules() throws IOException {
    Set<String> own =
        components()
            .filter(BillOfMaterialsTest::isOwn)
            .map(component -> component.getString("name"))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(
        Set.of(
            "corosync",
            "fuse",
            "linux",
            "operations-cluster",
            "operations-config",
            "operations-log",
            "operations-status",
            "pmxcfs-api",
            "pmxcfs-cluster",
            "pmxcfs-mount",
            "pmxcfs-rrd",
            "pmxcfs-state",
            "qb-ipc"),
        own);
  }

  @Test
  public void eachLibraryHasAHashAndALicence() throws IOException {
    components()
        .filter(component -> !isOwn(component))
        .forEach(
            component -> {
              String name = component.getString("name");
              assertFalse(name, component.getJsonArray("hashes").isEmpty());
              assertFalse(name, component.getJsonArray("licenses").isEmpty());
            });
  }

  private static boolean isOwn(JsonObject component) {
    return OWN_GROUPS.contains(component.getString("group"));
  }

  private static Stream<JsonObject> components() throws IOException {
    String list = Files.readString(Path.of(System.getProperty("bill.of.materials")));
    return new JsonObject(list)
        .getJsonArray("components").stream().map(component -> (JsonObject) component);
  }

  /** The name of a component's jar in a Maven repository; its purl has the classifier. */
  private static String jarName(JsonObject component) {
    String name = component.getString("name") + "-" + component.getString("version");
    String purl = component.getString("purl");
    int classifier = purl.indexOf("classifier=");
    return classifier < 0
        ? name + ".jar"
        : name + "-" + purl.substring(classifier + "classifier=".length()).split("&")[0] + ".jar";
  }

  /** The third-party jars of the program's class path; its own may be directories of classes. */
  private static Set<String> shipped() throws IOException {
    String classPath = Files.readString(Path.of(System.getProperty("runtime.class.path")));
    return Stream.of(classPath.strip().split(File.pathSeparator))
        .filter(entry -> !entry.contains(File.separator + "target" + File.separator))
        .map(entry -> Path.of(entry).getFileName().toString())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}

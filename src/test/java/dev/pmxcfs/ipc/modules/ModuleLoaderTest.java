package dev.pmxcfs.ipc.modules;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotSame;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.api.Cluster;
import dev.pmxcfs.ipc.modules.descriptor.ModuleDescriptor;
import dev.pmxcfs.state.ClusterState;
import dev.pmxcfs.state.StateOptions;
import dev.qbipc.server.Operation;
import dev.qbipc.server.Threading;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What a jar has to be, and what its classes see. */
public class ModuleLoaderTest {

  private static final int ANSWER = 100;
  private static final String ANSWERS = "Answers";
  private static final String SERVICES = "META-INF/services/dev.qbipc.server.OperationModule";

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private ClusterState state;
  private ModuleLoader loader;

  @Before
  public void openState() throws Exception {
    String database = folder.getRoot().toPath().resolve("config.db").toString();
    state = ClusterState.open(new StateOptions().setDatabase(database));
    loader = new ModuleLoader(state);
  }

  @After
  public void closeState() throws Exception {
    state.close();
  }

  private Path file() {
    return folder.getRoot().toPath().resolve("module.jar");
  }

  private ModuleJar read(TestJar jar) throws ModuleRefusedException {
    return ModuleJar.read(jar.write(file()));
  }

  private Map<Integer, Operation> load(TestJar jar) throws ModuleRefusedException {
    return loader.load(read(jar));
  }

  private void refuses(String reason, TestJar jar) {
    String message = assertThrows(ModuleRefusedException.class, () -> load(jar)).getMessage();
    assertThat(message, containsString(reason));
    assertTrue(message, message.startsWith(file() + ": "));
    assertEquals(message, 1, message.lines().count());
  }

  @Test
  public void anOperationIsDeployedAsTheDescriptorSays() throws ModuleRefusedException {
    var jar =
        TestJar.of(ANSWERS, "1")
            .describeOperation("threading", "event-loop")
            .describeOperation("instances", 3)
            .describeOperation("deadlineMillis", 250);
    var options = load(jar).get(ANSWER).options();
    assertEquals(Threading.EVENT_LOOP, options.getThreading());
    assertEquals(3, options.getInstances());
    assertEquals(Duration.ofMillis(250), options.getDeadline());
  }

  @Test
  public void operationsRunOnReadersWithoutADeadlineByDefault() throws ModuleRefusedException {
    var options = load(TestJar.of(ANSWERS, "1")).get(ANSWER).options();
    assertEquals(Threading.READER, options.getThreading());
    assertEquals(Duration.ZERO, options.getDeadline());
  }

  @Test
  public void virtualThreadsAreRefusedWhereThisJavaHasNone() throws ModuleRefusedException {
    var jar = TestJar.of(ANSWERS, "1").describeOperation("threading", "virtual-thread");
    if (Runtime.version().feature() < 21) {
      refuses("ANSWER needs virtual threads, and this Java has none", jar);
    } else {
      assertEquals(Threading.VIRTUAL_THREAD, load(jar).get(ANSWER).options().getThreading());
    }
  }

  @Test
  public void aTruncatedJarIsRefusedWhereverItWasCut() throws IOException {
    byte[] whole = Files.readAllBytes(TestJar.of(ANSWERS, "1").write(file()));
    for (int length = 0; length < whole.length; length += 97) {
      Files.write(file(), Arrays.copyOf(whole, length));
      assertThrows(length + " bytes", ModuleRefusedException.class, () -> ModuleJar.read(file()));
    }
  }

  @Test
  public void aDamagedJarIsRefused() throws IOException {
    byte[] jar =
        Files.readAllBytes(TestJar.of(ANSWERS, "1").with("filler", "x".repeat(9)).write(file()));
    int damaged = 0;
    for (int i = 0; i < jar.length; i += 53) {
      byte[] changed = jar.clone();
      changed[i] ^= 0x10;
      Files.write(file(), changed);
      try {
        assertEquals("1", ModuleJar.read(file()).descriptor().version());
      } catch (ModuleRefusedException e) {
        damaged++;
      }
    }
    assertTrue(damaged + " refused", damaged > 0);
  }

  @Test
  public void aFileThatIsNoJarIsRefused() throws IOException {
    Files.writeString(file(), "not a jar");
    var refused = assertThrows(ModuleRefusedException.class, () -> ModuleJar.read(file()));
    assertThat(refused.getMessage(), containsString("cannot be read as a jar"));
    Files.delete(file());
    refused = assertThrows(ModuleRefusedException.class, () -> ModuleJar.read(file()));
    assertThat(refused.getMessage(), containsString("does not exist"));
  }

  @Test
  public void theDescriptorHasToBeThereAndSound() {
    refuses(
        "has no descriptor META-INF/qb-ipc/module.json", TestJar.of(ANSWERS, "1").undescribed());
    refuses("descriptor: name is missing", TestJar.of(ANSWERS, "1").describe("name", null));
    refuses("descriptor: name is empty", TestJar.of(ANSWERS, "1").describe("name", " "));
    refuses("descriptor: version is not a text", TestJar.of(ANSWERS, "1").describe("version", 1));
    refuses("descriptor: api is missing", TestJar.of(ANSWERS, "1").describe("api", null));
    refuses("api is not a version such as 1.0: 1", TestJar.of(ANSWERS, "1").describe("api", "1"));
    refuses("colour is not known", TestJar.of(ANSWERS, "1").describe("colour", "red"));
    refuses(
        "operations has none", TestJar.of(ANSWERS, "1").describe("operations", new JsonObject()));
    refuses(
        "operations.first is not a message id",
        TestJar.of(ANSWERS, "1")
            .describe("operations", new JsonObject().put("first", new JsonObject())));
    refuses(
        "operations.100.threading is not known: thread",
        TestJar.of(ANSWERS, "1").describeOperation("threading", "thread"));
    refuses(
        "operations.100.treading is not known",
        TestJar.of(ANSWERS, "1").describeOperation("treading", "reader"));
    refuses("instances must be > 0", TestJar.of(ANSWERS, "1").describeOperation("instances", 0));
    refuses(
        "operations.100.instances is not a number",
        TestJar.of(ANSWERS, "1").describeOperation("instances", "two"));
    refuses(
        "operations.100.instances is not a whole number",
        TestJar.of(ANSWERS, "1").describeOperation("instances", 1.5));
    refuses(
        "operations.100.deadlineMillis is not a whole number",
        TestJar.of(ANSWERS, "1").describeOperation("deadlineMillis", 1e300));
    refuses("deadline", TestJar.of(ANSWERS, "1").describeOperation("deadlineMillis", -1));
    refuses(
        "operations.100.request[0].type is no type: u16",
        TestJar.of(ANSWERS, "1").describeOperation("request", request("A", "u16")));
  }

  @Test
  public void aDescriptorIsJson() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> ModuleDescriptor.parse("{".getBytes(StandardCharsets.UTF_8)))
            .getMessage();
    assertThat(message, containsString("is not JSON"));
  }

  private static JsonArray request(String argument, String type) {
    return new JsonArray().add(new JsonObject().put("argument", argument).put("type", type));
  }

  /** Whatever its descriptor says: it was compiled against an interface that has more. */
  @Test
  public void aModuleThatWasBuiltForANewerApiIsRefused() {
    refuses(
        "needs API 1.1, and this program has 1.0",
        TestJar.of("AsksWeather", "1").describe("api", "1.1"));
    refuses(
        "uses dev.pmxcfs.api.Cluster.weather, which API 1.0 does not have",
        TestJar.of("AsksWeather", "1"));
  }

  /** As one was that answered from the whole state. */
  @Test
  public void aModuleThatUsesWhatModulesDoNotSeeIsRefused() {
    refuses(
        "uses dev.pmxcfs.state.ClusterState, which API 1.0 does not have",
        TestJar.of("UsesState", "1"));
  }

  @Test
  public void aModuleThatNeedsAnotherApiIsRefused() {
    refuses(
        "needs API 1.1, and this program has 1.0", TestJar.of(ANSWERS, "1").describe("api", "1.1"));
    refuses("needs API 2.0", TestJar.of(ANSWERS, "1").describe("api", "2.0"));
    refuses("needs API 0.9", TestJar.of(ANSWERS, "1").describe("api", "0.9"));
  }

  @Test
  public void descriptorAndClassAgree() {
    refuses(
        "its descriptor names it questions, its class answers",
        TestJar.of(ANSWERS, "1").describe("name", "questions"));
    JsonObject two =
        new JsonObject()
            .put("100", new JsonObject().put("name", "ANSWER"))
            .put("101", new JsonObject().put("name", "MORE"));
    refuses(
        "its descriptor has the operations [100, 101], its class [100]",
        TestJar.of(ANSWERS, "1").describe("operations", two));
  }

  @Test
  public void theModulesClassHasToBeThere() {
    refuses("names no module", TestJar.of(ANSWERS, "1").without(SERVICES));
    refuses(
        "test.answers.Missing not found",
        TestJar.of(ANSWERS, "1").with(SERVICES, "test.answers.Missing"));
    refuses(
        "NoClassDefFoundError: test/answers/Answers$Answer",
        TestJar.of(ANSWERS, "1").without("test/answers/Answers$Answer.class"));
  }

  @Test
  public void aJarHoldsOneModule() {
    refuses(
        "names more than one module",
        TestJar.of(ANSWERS, "1")
            .withClassesOf(TestJar.of("AnswersTwo", "1"))
            .with(SERVICES, "test.answers.Answers\ntest.answers.AnswersTwo\n"));
  }

  @Test
  public void aModuleThatAnswersFromAnotherStateIsRefused() {
    loader = new ModuleLoader("a text");
    refuses(
        "answers from " + Cluster.class.getName() + ", which is not here",
        TestJar.of(ANSWERS, "1"));
  }

  /** However small the jar is: whoever unpacks it has all of it in memory. */
  @Test
  public void aJarOfMoreThan64MebibytesIsRefused() throws Exception {
    var plain = TestJar.of(ANSWERS, "1");
    int others = read(plain).entries().values().stream().mapToInt(entry -> entry.length).sum();
    int half = 32 * 1024 * 1024;
    plain.with("first", "x".repeat(half)).with("second", "x".repeat(half - others));
    assertEquals(half, read(plain).entries().get("first").length);
    assertTrue(Files.size(file()) < 1024 * 1024);
    plain.with("third", "x");
    refuses("has more than 67108864 bytes", plain);
    refuses(
        "has more than 67108864 bytes",
        TestJar.of(ANSWERS, "1").with("only", "x".repeat(2 * half + 1)));
  }

  // ---- what a module sees --------------------------------------------------------------------

  @Test
  public void aModuleSeesTheJdkAndWhatTheLibrariesShow() throws Exception {
    ClassLoader module =
        new ModuleClassLoader(read(TestJar.of(ANSWERS, "1")), new ApiClassLoader());
    for (Class<?> shown :
        new Class<?>[] {
          Cluster.class,
          dev.pmxcfs.api.ByteString.class,
          dev.qbipc.linux.Errno.class,
          dev.qbipc.server.Request.class,
          io.vertx.core.Vertx.class,
          JsonObject.class,
          org.slf4j.Logger.class,
          java.sql.Driver.class
        }) {
      assertSame(shown, module.loadClass(shown.getName()));
    }
  }

  @Test
  public void aModuleSeesNothingOfTheProgram() throws Exception {
    ClassLoader module =
        new ModuleClassLoader(read(TestJar.of(ANSWERS, "1")), new ApiClassLoader());
    for (String hidden :
        new String[] {
          ModuleLoader.class.getName(),
          "dev.pmxcfs.ipc.cli.PmxcfsIpc",
          "dev.qbipc.server.impl.QbServerImpl",
          "dev.qbipc.wire.ChunkDescriptor",
          "dev.qbipc.client.QbClient",
          "dev.pmxcfs.state.ClusterState",
          "dev.pmxcfs.state.database.ConfigDatabase",
          "dev.pmxcfs.rrd.RrdWriter",
          "io.vertx.core.impl.VertxImpl",
          "picocli.CommandLine",
          "org.sqlite.JDBC"
        }) {
      ClassLoader.getSystemClassLoader().loadClass(hidden);
      assertThrows(hidden, ClassNotFoundException.class, () -> module.loadClass(hidden));
    }
    assertNull(module.getResource("simplelogger.properties"));
    assertNull(module.getResource("dev/pmxcfs/ipc/version/version.properties"));
  }

  @Test
  public void eachVersionHasClassesAndResourcesOfItsOwn() throws Exception {
    var api = new ApiClassLoader();
    ClassLoader first =
        new ModuleClassLoader(read(TestJar.of(ANSWERS, "1").with("a/text", "first")), api);
    ClassLoader second =
        new ModuleClassLoader(read(TestJar.of(ANSWERS, "2").with("a/text", "second")), api);
    assertNotSame(
        first.loadClass("test.answers.Answers"), second.loadClass("test.answers.Answers"));
    assertEquals("first", text(first));
    assertEquals("second", text(second));
  }

  private static String text(ClassLoader module) throws IOException {
    try (var in = module.getResourceAsStream("a/text")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}

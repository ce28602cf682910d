package dev.pmxcfs.cluster.conf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.change.CreateFile;
import dev.pmxcfs.state.change.DeleteEntry;
import dev.pmxcfs.state.change.PrimitiveChange;
import dev.pmxcfs.state.change.RenameEntry;
import dev.pmxcfs.state.change.WriteFile;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.qbipc.testing.OptionsRules;
import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Polling;
import io.vertx.core.Vertx;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/**
 * The host's corosync.conf and corosync's tool, which a script stands in for (items 264 and 265).
 */
@RunWith(VertxUnitRunner.class)
public class HostConfTest {

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private final Vertx vertx = Vertx.vertx();
  private Path directory;
  private Path file;
  private Path called;
  private HostConf host;

  @Before
  public void placeFiles() throws IOException {
    directory = folder.newFolder("corosync").toPath();
    file = directory.resolve("corosync.conf");
    called = folder.getRoot().toPath().resolve("called");
    host = host(tool("echo \"$@\" >> " + called));
  }

  @After
  public void end(TestContext context) {
    vertx.close().onComplete(context.asyncAssertSuccess());
  }

  private Path tool(String commands) throws IOException {
    Path tool = folder.newFile().toPath();
    Files.writeString(tool, "#!/bin/sh\n" + commands + "\n");
    Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwx------"));
    return tool;
  }

  private HostConf host(Path tool) {
    return new HostConf(
        vertx, new HostConfOptions().setFile(file.toString()).setReloadingTool(tool.toString()));
  }

  private static byte[] conf(int version, String rest) {
    return ("totem {\n  config_version: " + version + "\n}\n" + rest).getBytes(UTF_8);
  }

  private List<String> calls() {
    try {
      return Files.exists(called) ? Files.readAllLines(called) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> namesInDirectory() throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.map(path -> path.getFileName().toString()).toList();
    }
  }

  @Test
  public void item264_newerConfigurationReplacesTheHostsForEverybodyToRead(TestContext context)
      throws IOException {
    Files.write(file, conf(6, ""));
    host.compare(Optional.of(conf(7, "new")), false)
        .onComplete(
            context.asyncAssertSuccess(
                done ->
                    context.verify(
                        now -> {
                          assertArrayEquals(conf(7, "new"), read());
                          assertEquals("rw-r--r--", permissions());
                          assertEquals(List.of("corosync.conf"), names());
                          assertEquals(List.of(), calls());
                        })));
  }

  private byte[] read() {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String permissions() {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> names() {
    try {
      return namesInDirectory();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  public void item264_olderConfigurationLeavesTheHostsAlone(TestContext context)
      throws IOException {
    Files.write(file, conf(9, ""));
    host.compare(Optional.of(conf(6, "old")), true)
        .compose(done -> host.compare(Optional.empty(), true))
        .compose(done -> host.compare(Optional.of(new byte[0]), true))
        .compose(done -> host.compare(Optional.of("no version".getBytes(UTF_8)), true))
        .compose(done -> host.compare(Optional.of(conf(9, "")), true))
        .onComplete(
            context.asyncAssertSuccess(
                done ->
                    context.verify(
                        now -> {
                          assertArrayEquals(conf(9, ""), read());
                          assertEquals(List.of(), calls());
                        })));
  }

  @Test
  public void item265_theSenderAloneHasCorosyncReadItAgain(TestContext context) throws IOException {
    Files.write(file, conf(6, ""));
    host.compare(Optional.of(conf(7, "by another node")), false)
        .compose(done -> host.compare(Optional.of(conf(8, "by this one")), true))
        .onComplete(
            context.asyncAssertSuccess(
                done ->
                    context.verify(
                        now -> {
                          assertArrayEquals(conf(8, "by this one"), read());
                          assertEquals(List.of("-R"), calls());
                        })));
  }

  @Test
  public void item265_corosyncIsNotToldWhereTheHostHadNone(TestContext context) {
    host.compare(Optional.of(conf(1, "")), true)
        .onComplete(
            context.asyncAssertSuccess(
                done ->
                    context.verify(
                        now -> {
                          assertArrayEquals(conf(1, ""), read());
                          assertEquals(List.of(), calls());
                        })));
  }

  /** Cluster, defect D3: the C server does nothing else until the tool has ended. */
  @Test
  public void nobodyWaitsForTheTool() throws IOException {
    Path go = folder.getRoot().toPath().resolve("go");
    HostConf slow =
        host(tool("while [ ! -e " + go + " ]; do sleep 0.1; done; echo $@ >> " + called));
    Files.write(file, conf(1, ""));
    slow.compare(Optional.of(conf(2, "")), true);
    Polling.until(() -> new String(read(), UTF_8).contains("version: 2"), "the first change");
    slow.compare(Optional.of(conf(3, "")), false);
    Polling.until(() -> new String(read(), UTF_8).contains("version: 3"), "the second change");
    assertEquals(List.of(), calls());
    Files.createFile(go);
    Polling.until(() -> calls().equals(List.of("-R")), "the end of the tool");
  }

  @Test
  public void failuresAreLoggedAndNothingIsLeftBehind(TestContext context) throws IOException {
    Files.write(file, conf(1, ""));
    HostConf withoutTool = host(Path.of("/nonexistent/tool"));
    HostConf withFailingTool = host(tool("echo no corosync >&2; exit 3"));
    HostConf withoutDirectory =
        new HostConf(vertx, new HostConfOptions().setFile("/nonexistent/corosync.conf"));
    withoutTool
        .compare(Optional.of(conf(2, "")), true)
        .compose(done -> withFailingTool.compare(Optional.of(conf(3, "")), true))
        .compose(done -> withoutDirectory.compare(Optional.of(conf(4, "")), true))
        .onComplete(
            context.asyncAssertSuccess(
                done ->
                    context.verify(
                        now -> {
                          assertArrayEquals(conf(3, ""), read());
                          assertEquals(List.of("corosync.conf"), names());
                        })));
  }

  private static ConfigPath path(String path) {
    return ConfigPath.of(ByteString.of(path));
  }

  /** The changes after which the C server compares; with a name that no test needs to know. */
  @Test
  public void changesOfTheTreesFileAreFollowed() throws IOException {
    Files.write(file, conf(1, ""));
    byte[][] tree = {conf(1, "")};
    var followed = new TreeConf(() -> Optional.of(tree[0]), host);
    List<PrimitiveChange> changes =
        List.of(
            new WriteFile(path("corosync.conf"), 0, new byte[1], false),
            new CreateFile(path("corosync.conf")),
            new RenameEntry(path("corosync.conf.new"), path("corosync.conf")));
    int version = 1;
    for (PrimitiveChange change : changes) {
      tree[0] = conf(++version, "");
      followed.applied(change, false);
      String expected = new String(tree[0], UTF_8);
      Polling.until(() -> new String(read(), UTF_8).equals(expected), change.toString());
    }
    tree[0] = conf(++version, "");
    followed.replaced();
    String replaced = new String(tree[0], UTF_8);
    Polling.until(() -> new String(read(), UTF_8).equals(replaced), "a sync");
    tree[0] = conf(++version, "");
    followed.applied(new CreateFile(path("corosync.conf.new")), true);
    followed.applied(new DeleteEntry(path("corosync.conf")), true);
    followed.applied(new RenameEntry(path("corosync.conf"), path("x")), true);
    assertEquals(List.of(), calls());
    assertEquals(replaced, new String(read(), UTF_8));
    followed.started();
    Polling.until(() -> calls().equals(List.of("-R")), "a start");
    assertFalse(replaced.equals(new String(read(), UTF_8)));
    assertTrue(Files.exists(file));
  }

  @Test
  public void eachOptionSurvivesACopyAndJsonAndIsChecked() {
    new OptionsRules<>(
            HostConfOptions::new,
            HostConfOptions::new,
            HostConfOptions::new,
            HostConfOptions::toJson)
        .property("file", "/b", "")
        .property("reloadingTool", "/b", "")
        .check();
  }
}

package dev.qbipc.server.micrometer;

import static org.junit.Assert.assertEquals;

import dev.qbipc.server.QbServer;
import dev.qbipc.server.QbServerOptions;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.Test;

/** A program that does not have Micrometer can have a server all the same. */
public class WithoutMicrometerTest {

  /** The program. */
  public static final class Program {

    private Program() {}

    /** Listens, says so, and ends. */
    public static void main(String[] arguments) {
      Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
      QbServer.create(vertx, new QbServerOptions().setService(arguments[0]))
          .listen()
          .onSuccess(listening -> System.out.println("listening"))
          .onFailure(Throwable::printStackTrace)
          .eventually(vertx::close);
    }
  }

  @Test
  public void aServerListens() throws Exception {
    String classPath =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.contains("micrometer"))
            .collect(Collectors.joining(File.pathSeparator));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath,
                Program.class.getName(),
                "test-" + UUID.randomUUID())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor());
    assertEquals("listening", output.lines().reduce((first, last) -> last).orElse(output));
  }
}

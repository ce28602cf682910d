package dev.pmxcfs.ipc.modules;

import dev.pmxcfs.ipc.modules.descriptor.ModuleDescriptor;
import dev.pmxcfs.state.failure.Reason;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A directory of modules: each file directly in it that ends in {@code .jar}. */
public final class ModuleDirectory {

  private static final Logger LOG = LoggerFactory.getLogger(ModuleDirectory.class);

  private static final String SUFFIX = ".jar";
  private static final String HIDDEN = ".";

  private final Path path;

  public ModuleDirectory(Path path) {
    this.path = path.toAbsolutePath().normalize();
  }

  /**
   * Puts the modules of all jars in service.
   *
   * @return fails with a {@link ModuleRefusedException} if one is refused or the directory cannot
   *     be read: an operator sees a service that does not start, but one that lacks a part of its
   *     operations is noticed by its clients
   */
  public Future<Void> load(ServedModules modules) {
    try {
      List<Path> jars = jars();
      if (jars.isEmpty()) {
        LOG.warn("there is no module in {}: no operation is served", path);
      }
      return modules.load(jars);
    } catch (IOException e) {
      return Future.failedFuture(
          new ModuleRefusedException(path, "cannot be read: " + Reason.of(e), e));
    }
  }

  /** The descriptors of all jars that have a sound one. Blocks. */
  public List<ModuleDescriptor> descriptors() {
    List<ModuleDescriptor> descriptors = new ArrayList<>();
    try {
      for (Path jar : jars()) {
        descriptors.add(ModuleJar.readDescriptor(jar));
      }
    } catch (ModuleRefusedException e) {
      LOG.warn("not all operations are known: {}", e.getMessage());
    } catch (IOException e) {
      LOG.warn("not all operations are known: {}", Reason.withFile(e));
    }
    return descriptors;
  }

  /** The jars by name. Blocks. Hidden files are left out: they are being copied. */
  List<Path> jars() throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      return files.filter(ModuleDirectory::isJar).sorted().toList();
    }
  }

  private static boolean isJar(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(SUFFIX) && !name.startsWith(HIDDEN);
  }

  @Override
  public String toString() {
    return path.toString();
  }
}

package dev.pmxcfs.ipc.modules;

import dev.pmxcfs.ipc.modules.descriptor.ApiVersion;
import java.util.Set;

/**
 * What modules see beside their own jar: the JDK, Vert.x, SLF4J, pmxcfs-api, and what operations
 * need of qb-ipc. Nothing of the program or the state, nor of qb-ipc's other ends, and no
 * resources.
 *
 * <p>pmxcfs-api and what is shown of qb-ipc have a {@link ApiVersion version}.
 */
final class ApiClassLoader extends ClassLoader {

  static {
    registerAsParallelCapable();
  }

  /** What operations ask of the cluster, as a package. */
  static final String PMXCFS_API = "dev.pmxcfs.api";

  /** What operations are made of and what they meet, class by class. */
  static final Set<String> QB_IPC_API =
      Set.of(
          "dev.qbipc.QbException",
          "dev.qbipc.linux.Credentials",
          "dev.qbipc.linux.Errno",
          "dev.qbipc.server.ConnectionStats",
          "dev.qbipc.server.OperationModule",
          "dev.qbipc.server.OperationVerticle",
          "dev.qbipc.server.QbConnection",
          "dev.qbipc.server.Request");

  private static final Set<String> PACKAGES =
      Set.of(PMXCFS_API, "org.slf4j", "org.slf4j.event", "org.slf4j.helpers", "org.slf4j.spi");

  private static final String VERTX = "io.vertx.core";

  private final ClassLoader program;

  ApiClassLoader() {
    super("modules' API", getPlatformClassLoader());
    program = ApiClassLoader.class.getClassLoader();
  }

  /**
   * Whether modules see a class that is not the JDK's.
   *
   * @param className as {@link Class#getName} has it
   */
  static boolean shows(String className) {
    String packageName = className.substring(0, Math.max(0, className.lastIndexOf('.')));
    return PACKAGES.contains(packageName)
        || QB_IPC_API.contains(outermost(className))
        || showsOfVertx(packageName);
  }

  private static String outermost(String className) {
    int nested = className.indexOf('$');
    return nested < 0 ? className : className.substring(0, nested);
  }

  /** Its implementation is in packages that it does not export either. */
  private static boolean showsOfVertx(String packageName) {
    return (packageName + ".").startsWith(VERTX + ".")
        && !packageName.contains(".impl")
        && !packageName.contains(".internal");
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    if (shows(name)) {
      return program.loadClass(name);
    }
    throw new ClassNotFoundException(name + " is not visible to modules");
  }
}

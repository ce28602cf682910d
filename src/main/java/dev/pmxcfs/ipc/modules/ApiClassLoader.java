package dev.pmxcfs.ipc.modules;

import java.util.Set;

/**
 * What modules see beside their own jar: the JDK, Vert.x, SLF4J, pmxcfs-api, and what qb-ipc shows
 * to operations. Nothing of the program or the state, and no resources of it.
 *
 * <p>{@link dev.pmxcfs.ipc.modules.descriptor.ApiVersion} is the version of pmxcfs-api and qb-ipc's
 * part.
 */
final class ApiClassLoader extends ClassLoader {

  static {
    registerAsParallelCapable();
  }

  private static final Set<String> PACKAGES =
      Set.of(
          "dev.pmxcfs.api",
          "dev.qbipc",
          "dev.qbipc.linux",
          "dev.qbipc.server",
          "org.slf4j",
          "org.slf4j.event",
          "org.slf4j.helpers",
          "org.slf4j.spi");

  private static final String VERTX = "io.vertx.core";

  private final ClassLoader program;

  ApiClassLoader() {
    super("modules' API", getPlatformClassLoader());
    program = ApiClassLoader.class.getClassLoader();
  }

  /** Whether modules see the classes of a package outside of the JDK. */
  static boolean shows(String packageName) {
    return PACKAGES.contains(packageName) || showsOfVertx(packageName);
  }

  /** Its implementation is in packages that it does not export either. */
  private static boolean showsOfVertx(String packageName) {
    return (packageName + ".").startsWith(VERTX + ".")
        && !packageName.contains(".impl")
        && !packageName.contains(".internal");
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    if (shows(name.substring(0, Math.max(0, name.lastIndexOf('.'))))) {
      return program.loadClass(name);
    }
    throw new ClassNotFoundException(name + " is nothing that modules see");
  }
}

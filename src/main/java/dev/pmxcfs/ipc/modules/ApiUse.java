package dev.pmxcfs.ipc.modules;

import dev.pmxcfs.ipc.modules.ClassReferences.Member;
import dev.pmxcfs.ipc.modules.descriptor.ApiVersion;
import java.io.IOException;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether all that a module uses of the API is there. Java looks for it when the code runs, which
 * is with the first request; and what a descriptor says of a version may be wrong.
 */
final class ApiUse {

  private static final String CLASS_FILE = ".class";
  private static final String CONSTRUCTOR = "<init>";

  private final ModuleJar jar;
  private final ClassLoader loader;

  private ApiUse(ModuleJar jar, ClassLoader loader) {
    this.jar = jar;
    this.loader = loader;
  }

  /**
   * Checks a module's classes.
   *
   * @param loader the module's
   * @throws ModuleRefusedException if they use something that modules do not see
   */
  static void check(ModuleJar jar, ClassLoader loader) throws ModuleRefusedException {
    var use = new ApiUse(jar, loader);
    for (Map.Entry<String, byte[]> entry : jar.entries().entrySet()) {
      if (entry.getKey().endsWith(CLASS_FILE)) {
        use.check(entry.getKey(), entry.getValue());
      }
    }
  }

  private void check(String name, byte[] classFile) throws ModuleRefusedException {
    try {
      ClassReferences references = ClassReferences.of(classFile);
      for (String used : references.classes()) {
        if (isOurs(used)) {
          typeOf(used);
        }
      }
      for (Member used : references.members()) {
        if (isOurs(used.owner()) && !has(typeOf(used.owner()), used)) {
          throw refused(used.owner() + "." + used.name());
        }
      }
    } catch (IOException e) {
      throw new ModuleRefusedException(jar.file(), name + " is not a class: " + e.getMessage(), e);
    }
  }

  /** Whether a class is this project's, and not the module's own. */
  private boolean isOurs(String name) {
    boolean ours = name.startsWith("dev/pmxcfs/") || name.startsWith("dev/qbipc/");
    return ours && !jar.entries().containsKey(name + CLASS_FILE);
  }

  private Class<?> typeOf(String name) throws ModuleRefusedException {
    try {
      return Class.forName(name.replace('/', '.'), false, loader);
    } catch (ClassNotFoundException e) {
      throw refused(name);
    }
  }

  private ModuleRefusedException refused(String used) {
    return new ModuleRefusedException(
        jar.file(),
        "uses " + used.replace('/', '.') + ", which API " + ApiVersion.CURRENT + " does not have");
  }

  private static boolean has(Class<?> type, Member member) {
    if (member.name().equals(CONSTRUCTOR)) {
      return Arrays.stream(type.getDeclaredConstructors())
          .anyMatch(made -> is(member, void.class, made.getParameterTypes()));
    }
    return lineage(type)
        .anyMatch(in -> member.isField() ? hasField(in, member) : hasMethod(in, member));
  }

  private static boolean hasField(Class<?> type, Member member) {
    return Arrays.stream(type.getDeclaredFields())
        .anyMatch(
            field ->
                field.getName().equals(member.name())
                    && field.getType().descriptorString().equals(member.descriptor()));
  }

  private static boolean hasMethod(Class<?> type, Member member) {
    return Arrays.stream(type.getDeclaredMethods())
        .anyMatch(
            method ->
                method.getName().equals(member.name())
                    && is(member, method.getReturnType(), method.getParameterTypes()));
  }

  private static boolean is(Member member, Class<?> returned, Class<?>[] parameters) {
    return MethodType.methodType(returned, parameters)
        .toMethodDescriptorString()
        .equals(member.descriptor());
  }

  /** A type and all that it has members from. */
  private static Stream<Class<?>> lineage(Class<?> type) {
    Stream<Class<?>> above =
        Stream.concat(
            Optional.<Class<?>>ofNullable(type.getSuperclass()).stream(),
            Arrays.stream(type.getInterfaces()));
    return Stream.concat(Stream.of(type), above.flatMap(ApiUse::lineage));
  }
}

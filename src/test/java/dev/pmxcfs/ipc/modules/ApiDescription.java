package dev.pmxcfs.ipc.modules;

import static java.util.stream.Collectors.joining;
import static org.junit.Assert.assertFalse;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What modules can name of this program, a line for each type and member: with generics and thrown
 * exceptions, and with the values of constants, which compilers copy.
 */
final class ApiDescription {

  /** Modules implement them: what these ask for, every module has to have. */
  private static final Set<String> IMPLEMENTED_BY_MODULES =
      Set.of("dev.qbipc.server.OperationModule", "dev.qbipc.server.OperationVerticle");

  private final SortedSet<String> lines;

  private ApiDescription(SortedSet<String> lines) {
    this.lines = lines;
  }

  /** The types that modules see, but for those of other projects. */
  static List<Class<?>> types() throws ClassNotFoundException {
    List<Class<?>> types = new ArrayList<>();
    for (String name : ApiClassLoader.QB_IPC_API) {
      addWithNested(types, Class.forName(name));
    }
    for (var type : new ClassFileImporter().importPackages(ApiClassLoader.PMXCFS_API)) {
      if (!type.isNestedClass() && !type.getSimpleName().endsWith("Test")) {
        addWithNested(types, Class.forName(type.getName()));
      }
    }
    types.removeIf(type -> !isVisible(type.getModifiers()));
    types.sort(Comparator.comparing(Class::getName));
    assertFalse(types.isEmpty());
    return types;
  }

  private static void addWithNested(List<Class<?>> types, Class<?> type) {
    types.add(type);
    for (Class<?> nested : type.getDeclaredClasses()) {
      addWithNested(types, nested);
    }
  }

  /** As it is. */
  static ApiDescription ofNow() throws ReflectiveOperationException {
    SortedSet<String> lines = new TreeSet<>();
    for (Class<?> type : types()) {
      lines.add(line(type));
      for (Member member : members(type)) {
        lines.add(type.getName() + ": " + line(member));
      }
    }
    return new ApiDescription(lines);
  }

  /** As it was described when it had a version; nothing if it never had. */
  static Optional<ApiDescription> of(String version) throws IOException {
    try (InputStream in =
        ApiDescription.class.getResourceAsStream("/modules/api/" + version + ".txt")) {
      return in == null
          ? Optional.empty()
          : Optional.of(parse(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
    }
  }

  private static ApiDescription parse(String text) {
    return new ApiDescription(new TreeSet<>(text.lines().toList()));
  }

  /** Public and protected members, without those that the compiler has added. */
  static List<Member> members(Class<?> type) {
    return Stream.<Member[]>of(
            type.getDeclaredConstructors(), type.getDeclaredMethods(), type.getDeclaredFields())
        .flatMap(Arrays::stream)
        .filter(member -> isVisible(member.getModifiers()) && !member.isSynthetic())
        .toList();
  }

  private static boolean isVisible(int modifiers) {
    return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
  }

  private static String line(Class<?> type) {
    String above =
        Stream.concat(
                Stream.ofNullable(type.getGenericSuperclass()),
                Arrays.stream(type.getGenericInterfaces()))
            .map(Type::getTypeName)
            .collect(joining(", "));
    return type.getName()
        + ": "
        + type.toGenericString()
        + (above.isEmpty() ? "" : " extends " + above);
  }

  private static String line(Member member) throws IllegalAccessException {
    return member instanceof Field field ? line(field) : ((Executable) member).toGenericString();
  }

  private static String line(Field field) throws IllegalAccessException {
    Class<?> type = field.getType();
    boolean constant =
        Modifier.isStatic(field.getModifiers()) && (type.isPrimitive() || type == String.class);
    return field.toGenericString() + (constant ? " = " + field.get(null) : "");
  }

  /** What this one lacks of another. */
  SortedSet<String> lacks(ApiDescription other) {
    SortedSet<String> lacking = new TreeSet<>(other.lines);
    lacking.removeAll(lines);
    return lacking;
  }

  /** Methods that modules have to have which are not in an older one. */
  List<String> asksMoreThan(ApiDescription older) {
    return older.lacks(this).stream()
        .filter(line -> line.contains(" abstract "))
        .filter(
            line -> IMPLEMENTED_BY_MODULES.stream().anyMatch(type -> line.startsWith(type + ": ")))
        .toList();
  }

  /** In the form in which it is kept. */
  @Override
  public String toString() {
    return lines.stream().map(line -> line + "\n").collect(joining());
  }
}

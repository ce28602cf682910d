package dev.pmxcfs.ipc.modules;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.modules.descriptor.ApiVersion;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.Test;

/**
 * The API that modules are built for is what its version says: it is compared with descriptions of
 * its versions, which are kept in the test resources. There is one for each version that was
 * released, and one for the next. A tool such as japicmp would need the jars of a former release.
 */
public class ApiVersionTest {

  private static final ApiVersion CURRENT = ApiVersion.CURRENT;
  private static final Pattern CLASS_NAME = Pattern.compile("[a-z]\\w*(\\.\\w+)+(\\$\\w+)*");

  @Test
  public void isThatOfTheDescriptionOfItsVersion() throws Exception {
    ApiDescription now = ApiDescription.ofNow();
    Path written = Path.of("target", "api-" + CURRENT + ".txt");
    Files.createDirectories(written.getParent());
    Files.writeString(written, now.toString());
    var described = ApiDescription.of(CURRENT.toString());
    assertTrue("no description of API " + CURRENT + ": take " + written, described.isPresent());
    String whatToDo =
        "The API is not what version "
            + CURRENT
            + " was described as; CONTRIBUTING.md says what to do. The new description is "
            + written;
    assertEquals(whatToDo + "\ngone", new TreeSet<>(), now.lacks(described.get()));
    assertEquals(whatToDo + "\nnew", new TreeSet<>(), described.get().lacks(now));
  }

  /** A module that was built for an earlier minor version works with this one. */
  @Test
  public void hasAllThatEarlierMinorVersionsHadAndAsksForNoMore() throws Exception {
    ApiDescription now = ApiDescription.ofNow();
    for (int minor = 0; minor < CURRENT.minor(); minor++) {
      String version = CURRENT.major() + "." + minor;
      ApiDescription earlier = ApiDescription.of(version).orElseThrow();
      assertEquals("gone since " + version, new TreeSet<>(), now.lacks(earlier));
      assertEquals("asked since " + version, List.of(), now.asksMoreThan(earlier));
    }
  }

  @Test
  public void mentionsNothingThatModulesDoNotSee() throws Exception {
    List<String> hidden = new ArrayList<>();
    for (Class<?> type : ApiDescription.types()) {
      List<Type> mentioned = new ArrayList<>(Arrays.asList(type.getGenericInterfaces()));
      if (type.getGenericSuperclass() != null) {
        mentioned.add(type.getGenericSuperclass());
      }
      for (Member member : ApiDescription.members(type)) {
        mentioned.addAll(types(member));
      }
      for (Type in : mentioned) {
        Matcher name = CLASS_NAME.matcher(in.getTypeName());
        while (name.find()) {
          if (!name.group().startsWith("java.") && !ApiClassLoader.shows(name.group())) {
            hidden.add(type.getName() + " mentions " + name.group());
          }
        }
      }
    }
    assertEquals(List.of(), hidden);
  }

  private static List<Type> types(Member member) {
    if (member instanceof Field field) {
      return List.of(field.getGenericType());
    }
    Executable executable = (Executable) member;
    List<Type> types = new ArrayList<>(Arrays.asList(executable.getGenericParameterTypes()));
    types.addAll(Arrays.asList(executable.getGenericExceptionTypes()));
    if (executable instanceof Method method) {
      types.add(method.getGenericReturnType());
    }
    return types;
  }

  @Test
  public void servesItsOwnMajorVersionUpToItsMinorOne() {
    ApiVersion version = new ApiVersion(2, 3);
    assertTrue(version.serves(new ApiVersion(2, 3)));
    assertTrue(version.serves(new ApiVersion(2, 0)));
    assertFalse("newer", version.serves(new ApiVersion(2, 4)));
    assertFalse("newer", version.serves(new ApiVersion(3, 0)));
    assertFalse("incompatible", version.serves(new ApiVersion(1, 3)));
  }
}

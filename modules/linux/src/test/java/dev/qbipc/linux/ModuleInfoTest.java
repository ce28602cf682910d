package dev.qbipc.linux;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.Test;

/** What a program on the module path sees of this library (design, section 1). */
public class ModuleInfoTest {

  private static final String NOT_API = "dev.qbipc.linux.libc";

  private static ModuleDescriptor module() throws Exception {
    Path classes = Path.of(Errno.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    return ModuleFinder.of(classes).findAll().iterator().next().descriptor();
  }

  @Test
  public void allPackagesAreExportedButThatOfTheCLibrary() throws Exception {
    ModuleDescriptor module = module();
    assertEquals("dev.qbipc.linux", module.name());
    assertFalse(module.isAutomatic());
    Set<String> api = new TreeSet<>(module.packages());
    assertTrue(api.remove(NOT_API));
    assertEquals(
        api,
        module.exports().stream()
            .filter(exported -> !exported.isQualified())
            .map(ModuleDescriptor.Exports::source)
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  @Test
  public void vertxAndNettyAreNotNeededToRunIt() throws Exception {
    Set<String> needed =
        module().requires().stream()
            .filter(
                required ->
                    !required.modifiers().contains(ModuleDescriptor.Requires.Modifier.STATIC))
            .map(ModuleDescriptor.Requires::name)
            .collect(Collectors.toSet());
    assertEquals(Set.of("java.base", "com.sun.jna"), needed);
  }
}

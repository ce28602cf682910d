package dev.pmxcfs.ipc.modules;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import dev.pmxcfs.ipc.modules.descriptor.ModuleDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.Test;

/** What holds for the operations that come with the program, and for the program towards them. */
public class ModuleRequirementsTest {

  private static final ModuleDirectory MODULES =
      new ModuleDirectory(Path.of(System.getProperty("pmxcfs.modules")));

  /** Tests run in the module's directory. */
  private static final Path PROGRAM = Path.of("main");

  private static final DescribedPredicate<JavaClass> SHOWN =
      DescribedPredicate.describe(
          "that modules see", type -> ApiClassLoader.shows(type.getBaseComponentType().getName()));

  @Test
  public void operationsUseWhatModulesSee() throws IOException {
    for (Path jar : MODULES.jars()) {
      classes()
          .should()
          .onlyDependOnClassesThat(
              SHOWN.or(resideInAnyPackage("java..", "javax..", "dev.pmxcfs.operations..")))
          .check(new ClassFileImporter().importLocations(List.of(Location.of(jar.toUri()))));
    }
  }

  @Test
  public void theProgramSpeaksOfNoOperationByName() throws IOException {
    List<String> names = new ArrayList<>();
    for (ModuleDescriptor module : MODULES.descriptors()) {
      module.operations().values().forEach(operation -> names.add(operation.name()));
      names.add(module.name());
    }
    assertEquals("4 modules with 12 operations", 16, names.size());
    try (Stream<Path> files = Files.walk(PROGRAM)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String text = Files.readString(file);
        names.forEach(name -> assertFalse(file + " speaks of " + name, text.contains(name)));
      }
    }
  }
}

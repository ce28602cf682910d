package dev.pmxcfs.docs;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.Test;

/** What documents name of the project is there: classes, their members, packages and paths. */
public class NamesTest {

  /** Neither of the project nor imported by it: an example's, and an option of OpenSSH. */
  private static final Set<String> OTHERS = Set.of("MyOperation", "StrictModes");

  private static final Pattern CODE_BLOCK = Pattern.compile("```.*?```", Pattern.DOTALL);
  private static final Pattern CODE = Pattern.compile("`([^`\\n]+)`");
  private static final Pattern TYPE =
      Pattern.compile("(?<![\\w./-])([A-Z][a-z]+(?:[A-Z][a-z0-9]+)+)\\b(?:\\.(\\w+))?");
  private static final Pattern PACKAGE =
      Pattern.compile("\\bdev\\.(?:qbipc|pmxcfs)(?:\\.[a-z]\\w*)*");
  private static final Pattern PATH =
      Pattern.compile("(?<![\\w/~.${}-])((?:src|modules|scripts)/[\\w./*-]*[\\w*])");

  /** Options, methods and constants. */
  private static final Pattern MEMBER =
      Pattern.compile("(?<![\\w.-])([a-z]+(?:[A-Z][a-z0-9]+)+|[A-Z][A-Z0-9_]+)\\b(?!-)");

  private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/|//[^\\n]*", Pattern.DOTALL);
  private static final Pattern WORD = Pattern.compile("(\\w+)");

  private static final Pattern DECLARATION =
      Pattern.compile("\\b(?:class|interface|enum|record) ([A-Z]\\w*)");
  private static final Pattern IMPORT =
      Pattern.compile("^import (?:static )?[\\w.]*?\\.([A-Z]\\w*)", Pattern.MULTILINE);

  /** Texts of the Java files by the names of their classes. */
  private final Map<String, String> classes = new HashMap<>();

  private final Set<String> nestedOrImported = new HashSet<>();
  private final Set<String> packages = new HashSet<>();

  /** All names in the code of what is shipped. */
  private final Set<String> used = new HashSet<>();

  private final Set<Path> paths = new HashSet<>();
  private final List<String> wrong = new ArrayList<>();

  public NamesTest() throws IOException {
    for (Path file : SourceTree.files()) {
      Path path = SourceTree.ROOT.relativize(file);
      String name = path.getFileName().toString();
      if (name.endsWith(".java")) {
        String text = Files.readString(file);
        read(name.substring(0, name.length() - ".java".length()), text);
        if (path.toString().contains("src/main/")) {
          used.addAll(found(WORD, COMMENT.matcher(text).replaceAll("")));
        }
      }
      for (Path at = path; at != null; at = at.getParent()) {
        paths.add(at);
      }
    }
  }

  private void read(String name, String text) {
    classes.put(name, text);
    nestedOrImported.addAll(found(DECLARATION, text));
    nestedOrImported.addAll(found(IMPORT, text));
    int end = text.indexOf(';');
    if (text.startsWith("package ")) {
      packages.add(text.substring("package ".length(), end));
    }
  }

  private static Set<String> found(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(result -> result.group(1))
        .collect(Collectors.toSet());
  }

  private static List<Path> documents() throws IOException {
    List<Path> documents = new ArrayList<>();
    for (Path file : SourceTree.files()) {
      if (file.toString().endsWith(".md")) {
        documents.add(file);
      }
    }
    try (Stream<Path> files = Files.list(SourceTree.ROOT)) {
      files.filter(file -> file.toString().endsWith(".md")).forEach(documents::add);
    }
    return documents;
  }

  @Test
  public void classesAndTheirMembersExist() throws IOException {
    int named = 0;
    for (Path document : documents()) {
      String text = CODE_BLOCK.matcher(Files.readString(document)).replaceAll("");
      for (String code : found(CODE, text)) {
        Matcher type = TYPE.matcher(code);
        while (type.find()) {
          named++;
          check(document, type.group(1), type.group(2));
        }
      }
    }
    assertEquals("", String.join("\n", wrong));
    assertTrue("only " + named + " classes are named", named > 100);
  }

  /** Those of the guide, which has the names of this project alone. */
  @Test
  public void optionsMethodsAndConstantsOfTheGuideExist() throws IOException {
    int named = 0;
    for (Path document : documents()) {
      if (document.getParent().endsWith("guide")) {
        String text = CODE_BLOCK.matcher(Files.readString(document)).replaceAll("");
        for (String code : found(CODE, text)) {
          for (String member : found(MEMBER, code)) {
            named++;
            if (!used.contains(member) && !used.contains(setter(member))) {
              wrong.add(document + " names " + member + ", which does not exist");
            }
          }
        }
      }
    }
    assertEquals("", String.join("\n", wrong));
    assertTrue("only " + named + " members are named", named > 30);
  }

  private static String setter(String option) {
    return "set" + option.substring(0, 1).toUpperCase(Locale.ROOT) + option.substring(1);
  }

  private void check(Path document, String type, String member) {
    String text = classes.get(type);
    if (text == null) {
      if (!nestedOrImported.contains(type) && !OTHERS.contains(type) && !isOfJavaLang(type)) {
        wrong.add(document + " names " + type + ", which does not exist");
      }
    } else if (member != null
        && !member.equals("java")
        && !Pattern.compile("\\b" + member + "\\b").matcher(text).find()) {
      wrong.add(document + " names " + type + "." + member + ", which does not exist");
    }
  }

  private static boolean isOfJavaLang(String type) {
    try {
      Class.forName("java.lang." + type);
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /** Also those that comments, builds and scripts name. */
  @Test
  public void packagesExist() throws IOException {
    List<Path> files = new ArrayList<>(SourceTree.files());
    files.addAll(documents());
    for (Path file : files) {
      String name = file.getFileName().toString();
      if (name.matches(".*\\.(java|md|xml|c|h|sh)|[^.]*") && !name.equals("NamesTest.java")) {
        Set<String> named = new TreeSet<>();
        PACKAGE
            .matcher(Files.readString(file))
            .results()
            .forEach(found -> named.add(found.group()));
        named.removeIf(this::isPackageOrItsMember);
        named.forEach(gone -> wrong.add(file + " names " + gone + ", which is no package"));
      }
    }
    assertEquals("", String.join("\n", wrong));
  }

  private boolean isPackageOrItsMember(String name) {
    return packages.stream().anyMatch(known -> known.equals(name) || known.startsWith(name + "."));
  }

  /** Builds make what is in target. */
  @Test
  public void pathsExist() throws IOException {
    for (Path document : documents()) {
      for (String code : found(CODE, Files.readString(document))) {
        for (String path : found(PATH, code)) {
          if (!path.contains("/target") && !exists(path.replace("...", "**"))) {
            wrong.add(document + " names " + path + ", which does not exist");
          }
        }
      }
    }
    assertEquals("", String.join("\n", wrong));
  }

  private boolean exists(String path) {
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + path);
    return paths.stream().anyMatch(matcher::matches);
  }

  /** So that a newcomer finds what each is for. */
  @Test
  public void everyPackageIsListed() throws IOException {
    String readme = Files.readString(SourceTree.ROOT.resolve("README.md"));
    String design = Files.readString(SourceTree.ROOT.resolve("src/docs/design.md"));
    for (String name : packages) {
      String[] names = name.split("\\.");
      if (name.startsWith("dev.pmxcfs.ipc.") && names.length == 4 && isOfMain(name)) {
        assertTrue("README has no ." + names[3], readme.contains(" ." + names[3]));
        assertTrue("the design has no " + names[3], design.contains(names[3] + "/"));
      } else if (name.matches("dev\\.(pmxcfs\\.state|qbipc|qbipc\\.linux)\\.\\w+")
          && isOfMain(name)) {
        String last = names[names.length - 1];
        assertTrue("the design has no " + name, design.contains(last + "/"));
      }
    }
  }

  private boolean isOfMain(String name) {
    Path directory = Path.of("src/main/java").resolve(name.replace('.', '/'));
    return paths.stream().anyMatch(path -> path.endsWith(directory));
  }

  /** Each defence that SECURITY.md lists is held by tests. */
  @Test
  public void manyTestsAreNamed() throws IOException {
    String text = Files.readString(SourceTree.ROOT.resolve("src/docs/SECURITY.md"));
    Set<String> named = found(Pattern.compile("`([A-Z]\\w*Test)`"), text);
    assertTrue("only " + named.size() + " tests are named", named.size() > 50);
    named.removeAll(classes.keySet());
    assertEquals("tests that do not exist", Set.of(), named);
  }
}

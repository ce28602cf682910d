package dev.qbipc.fuse.real;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.qbipc.fuse.Attributes;
import dev.qbipc.fuse.OpenFlags;
import dev.qbipc.fuse.wire.InHeader;
import dev.qbipc.fuse.wire.InitFlags;
import dev.qbipc.fuse.wire.Opcode;
import dev.qbipc.fuse.wire.OutHeader;
import dev.qbipc.fuse.wire.notification.DeleteEntry;
import dev.qbipc.fuse.wire.notification.InvalEntry;
import dev.qbipc.fuse.wire.notification.InvalInode;
import dev.qbipc.fuse.wire.notification.NotifyCode;
import dev.qbipc.fuse.wire.reply.Attr;
import dev.qbipc.fuse.wire.reply.AttrOut;
import dev.qbipc.fuse.wire.reply.Dirent;
import dev.qbipc.fuse.wire.reply.EntryOut;
import dev.qbipc.fuse.wire.reply.InitOut;
import dev.qbipc.fuse.wire.reply.Kstatfs;
import dev.qbipc.fuse.wire.reply.OpenOut;
import dev.qbipc.fuse.wire.reply.WriteOut;
import dev.qbipc.fuse.wire.request.BatchForgetIn;
import dev.qbipc.fuse.wire.request.CreateIn;
import dev.qbipc.fuse.wire.request.FlushIn;
import dev.qbipc.fuse.wire.request.ForgetIn;
import dev.qbipc.fuse.wire.request.ForgetOne;
import dev.qbipc.fuse.wire.request.FsyncIn;
import dev.qbipc.fuse.wire.request.GetattrIn;
import dev.qbipc.fuse.wire.request.InitIn;
import dev.qbipc.fuse.wire.request.InterruptIn;
import dev.qbipc.fuse.wire.request.LinkIn;
import dev.qbipc.fuse.wire.request.MkdirIn;
import dev.qbipc.fuse.wire.request.MknodIn;
import dev.qbipc.fuse.wire.request.OpenIn;
import dev.qbipc.fuse.wire.request.ReadIn;
import dev.qbipc.fuse.wire.request.ReleaseIn;
import dev.qbipc.fuse.wire.request.Rename2In;
import dev.qbipc.fuse.wire.request.RenameIn;
import dev.qbipc.fuse.wire.request.SetattrIn;
import dev.qbipc.fuse.wire.request.WriteIn;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Each constant of the descriptors, beside what the compiler makes of {@code linux/fuse.h}. */
public class LayoutTest {

  private static final String OFFSET = "_OFFSET";
  private static final String SIZE = "SIZE";

  private static final Map<Class<?>, String> STRUCTURES = new HashMap<>();

  /** Classes whose other numbers are constants of the header, with what their names begin with. */
  private static final Map<Class<?>, String> NUMBERS =
      Map.of(
          Opcode.class, "FUSE_",
          InitFlags.class, "FUSE_",
          NotifyCode.class, "FUSE_NOTIFY_",
          SetattrIn.class, "FATTR_",
          OpenFlags.class, "FOPEN_",
          GetattrIn.class, "FUSE_",
          FsyncIn.class, "FUSE_",
          WriteIn.class, "FUSE_");

  /** What is not the header's, or came with later ones than that of Debian 12. */
  private static final Set<String> OTHERS =
      Set.of(
          "OpenFlags.NONE",
          "InitFlags.DIRECT_IO_ALLOW_MMAP",
          "Opcode.END",
          "Opcode.NAMES",
          "NotifyCode.INC_EPOCH",
          "NotifyCode.INC_EPOCH_MINOR",
          "Dirent.ALIGNMENT",
          "EntryOut.SECOND",
          "AttrOut.SECOND",
          "InitIn.LEAST_SIZE");

  static {
    STRUCTURES.put(InHeader.class, "fuse_in_header");
    STRUCTURES.put(OutHeader.class, "fuse_out_header");
    STRUCTURES.put(InitIn.class, "fuse_init_in");
    STRUCTURES.put(GetattrIn.class, "fuse_getattr_in");
    STRUCTURES.put(SetattrIn.class, "fuse_setattr_in");
    STRUCTURES.put(OpenIn.class, "fuse_open_in");
    STRUCTURES.put(CreateIn.class, "fuse_create_in");
    STRUCTURES.put(MknodIn.class, "fuse_mknod_in");
    STRUCTURES.put(MkdirIn.class, "fuse_mkdir_in");
    STRUCTURES.put(RenameIn.class, "fuse_rename_in");
    STRUCTURES.put(Rename2In.class, "fuse_rename2_in");
    STRUCTURES.put(LinkIn.class, "fuse_link_in");
    STRUCTURES.put(ReadIn.class, "fuse_read_in");
    STRUCTURES.put(WriteIn.class, "fuse_write_in");
    STRUCTURES.put(ReleaseIn.class, "fuse_release_in");
    STRUCTURES.put(FlushIn.class, "fuse_flush_in");
    STRUCTURES.put(FsyncIn.class, "fuse_fsync_in");
    STRUCTURES.put(ForgetIn.class, "fuse_forget_in");
    STRUCTURES.put(ForgetOne.class, "fuse_forget_one");
    STRUCTURES.put(BatchForgetIn.class, "fuse_batch_forget_in");
    STRUCTURES.put(InterruptIn.class, "fuse_interrupt_in");
    STRUCTURES.put(InitOut.class, "fuse_init_out");
    STRUCTURES.put(Attr.class, "fuse_attr");
    STRUCTURES.put(EntryOut.class, "fuse_entry_out");
    STRUCTURES.put(AttrOut.class, "fuse_attr_out");
    STRUCTURES.put(OpenOut.class, "fuse_open_out");
    STRUCTURES.put(WriteOut.class, "fuse_write_out");
    STRUCTURES.put(Kstatfs.class, "fuse_kstatfs");
    STRUCTURES.put(Dirent.class, "fuse_dirent");
    STRUCTURES.put(InvalInode.class, "fuse_notify_inval_inode_out");
    STRUCTURES.put(InvalEntry.class, "fuse_notify_inval_entry_out");
    STRUCTURES.put(DeleteEntry.class, "fuse_notify_delete_out");
  }

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  @Test
  public void allDescriptorsAreThoseOfTheHeader() throws Exception {
    Map<String, Long> ours = new TreeMap<>();
    Map<String, String> expressions = new TreeMap<>();
    Set<Class<?>> classes = new HashSet<>(STRUCTURES.keySet());
    classes.addAll(NUMBERS.keySet());
    for (Class<?> type : classes) {
      for (Field field : type.getDeclaredFields()) {
        String name = type.getSimpleName() + "." + field.getName();
        if (Modifier.isStatic(field.getModifiers()) && !OTHERS.contains(name)) {
          field.setAccessible(true);
          ours.put(name, ((Number) field.get(null)).longValue());
          expressions.put(name, expression(type, field.getName()));
        }
      }
    }
    assertEquals(printed(expressions), ours);
    assertTrue(ours.size() + " constants", ours.size() > 150);
  }

  private static String expression(Class<?> type, String constant) {
    String structure = STRUCTURES.get(type);
    if (structure != null && constant.equals(SIZE)) {
      return "sizeof(struct " + structure + ")";
    }
    if (structure != null && constant.endsWith(OFFSET)) {
      String member = constant.replace(OFFSET, "").toLowerCase(Locale.ROOT);
      return "offsetof(struct " + structure + ", " + member + ")";
    }
    return NUMBERS.get(type) + constant.replace("_FLAG", "");
  }

  /** What a C program prints that has been compiled with the header of this machine. */
  private Map<String, Long> printed(Map<String, String> expressions) throws Exception {
    Path source = folder.getRoot().toPath().resolve("layout.c");
    Path program = folder.getRoot().toPath().resolve("layout");
    String lines =
        expressions.entrySet().stream()
            .map(e -> "  printf(\"%s %%ld\\n\", (long)(%s));".formatted(e.getKey(), e.getValue()))
            .collect(Collectors.joining("\n"));
    Files.writeString(
        source,
        "#include <stddef.h>\n#include <stdio.h>\n#include <linux/fuse.h>\nint main(void) {\n"
            + lines
            + "\n  return 0;\n}\n");
    run("gcc", "-Wall", "-Werror", "-o", program.toString(), source.toString());
    return run(program.toString())
        .lines()
        .map(line -> line.split(" "))
        .collect(Collectors.toMap(w -> w[0], w -> Long.valueOf(w[1]), (a, b) -> a, TreeMap::new));
  }

  private static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    assertEquals(Arrays.toString(command) + " says: " + output, 0, process.waitFor());
    return output;
  }

  @Test
  public void opcodesHaveTheNamesOfTheHeader() throws Exception {
    String header = Files.readString(Path.of("/usr/include/linux/fuse.h"));
    String opcodes = header.substring(header.indexOf("enum fuse_opcode {"));
    Matcher line =
        Pattern.compile("FUSE_([A-Z0-9_]+)\\s*= (\\d+),")
            .matcher(opcodes.substring(0, opcodes.indexOf('}')));
    int found = 0;
    while (line.find()) {
      int opcode = Integer.parseInt(line.group(2));
      if (opcode < Opcode.END) {
        assertEquals(line.group(1).toLowerCase(Locale.ROOT), Opcode.name(opcode));
        found++;
      }
    }
    assertTrue(found + " opcodes", found > 45);
    assertFalse(Opcode.isNamed(0));
    assertFalse(Opcode.isNamed(Opcode.END));
    assertFalse(Opcode.isNamed(-1));
  }

  /** Or else some could have been forgotten above. */
  @Test
  public void noDescriptorIsLeftOut() throws Exception {
    Path root =
        Path.of(Attributes.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            .resolve("dev/qbipc/fuse/wire");
    Set<String> found = new TreeSet<>();
    try (Stream<Path> files = Files.walk(root)) {
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".class") && !name.equals("package-info.class"))
          .forEach(name -> found.add(name.replace(".class", "")));
    }
    assertFalse(found.isEmpty());
    Set<String> known = new TreeSet<>();
    STRUCTURES.keySet().forEach(type -> known.add(type.getSimpleName()));
    NUMBERS.keySet().forEach(type -> known.add(type.getSimpleName()));
    found.removeAll(known);
    assertEquals(Set.of(), found);
  }
}

package dev.pmxcfs.ipc.modules;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a class file refers to, out of its constant pool (Java Virtual Machine Specification, "The
 * ClassFile Structure" and "The Constant Pool").
 *
 * <pre>
 *   u4 magic   u2 minor   u2 major   u2 count   entries 1 to count - 1
 *
 *   Utf8  1   length, bytes            Class 7        name (Utf8)
 *   Fieldref 9, Methodref 10, InterfaceMethodref 11   class, name and type
 *   NameAndType 12   name, descriptor  Long 5, Double 6   8 bytes; count as two entries
 * </pre>
 *
 * @param classes names of classes, with slashes; of arrays, those of their elements
 * @param members fields, methods and constructors
 */
record ClassReferences(SortedSet<String> classes, Set<Member> members) {

  private static final int UTF8 = 1;
  private static final int LONG = 5;
  private static final int DOUBLE = 6;
  private static final int CLASS = 7;
  private static final int STRING = 8;
  private static final int FIELD = 9;
  private static final int INTERFACE_METHOD = 11;
  private static final int METHOD_HANDLE = 15;
  private static final int METHOD_TYPE = 16;
  private static final int MODULE = 19;
  private static final int PACKAGE = 20;

  private static final int WORD = 4;

  /**
   * A field, method or constructor.
   *
   * @param owner the class that it is looked for in, with slashes
   * @param descriptor its type, and whether it is a field
   */
  record Member(String owner, String name, String descriptor) {

    boolean isField() {
      return !descriptor.startsWith("(");
    }
  }

  /** Two indices of an entry; the second is 0 where there is one alone. */
  private record Pair(int tag, int first, int second) {}

  /**
   * Reads a class file's constant pool.
   *
   * @throws IOException if it ends too early or has entries that are not known
   */
  static ClassReferences of(byte[] classFile) throws IOException {
    var in = new DataInputStream(new ByteArrayInputStream(classFile));
    in.skipNBytes(2 * WORD);
    int count = in.readUnsignedShort();
    var texts = new String[count];
    var pairs = new Pair[count];
    for (int i = 1; i < count; i++) {
      int tag = in.readUnsignedByte();
      switch (tag) {
        case UTF8 -> texts[i] = in.readUTF();
        case LONG, DOUBLE -> {
          in.skipNBytes(2 * WORD);
          i++;
        }
        case CLASS, STRING, METHOD_TYPE, MODULE, PACKAGE ->
            pairs[i] = new Pair(tag, in.readUnsignedShort(), 0);
        case METHOD_HANDLE -> in.skipNBytes(WORD - 1);
        default -> pairs[i] = new Pair(tag, in.readUnsignedShort(), in.readUnsignedShort());
      }
    }
    return of(texts, pairs);
  }

  private static ClassReferences of(String[] texts, Pair[] pairs) throws IOException {
    SortedSet<String> classes = new TreeSet<>();
    Set<Member> members = new LinkedHashSet<>();
    try {
      for (Pair pair : pairs) {
        if (pair != null && pair.tag == CLASS) {
          classes.add(element(texts[pair.first]));
        } else if (pair != null && pair.tag >= FIELD && pair.tag <= INTERFACE_METHOD) {
          String owner = texts[pairs[pair.first].first];
          Pair named = pairs[pair.second];
          members.add(new Member(owner, texts[named.first], texts[named.second]));
        }
      }
    } catch (IndexOutOfBoundsException | NullPointerException e) {
      throw new IOException("the constant pool refers to what it does not have", e);
    }
    return new ClassReferences(classes, members);
  }

  /** Class names of arrays are descriptors. */
  private static String element(String name) {
    return name.startsWith("[") ? name.replaceAll("^\\[+L?|;$", "") : name;
  }
}

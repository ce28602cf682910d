package dev.pmxcfs.state.tree;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.pmxcfs.api.ByteString;
import dev.qbipc.linux.Errno;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * A path as clients write it: names between slashes, of which empty ones do not count (operations,
 * section 5.1). So {@code //priv//k} and {@code priv/k} are the same path.
 *
 * <p>The names are cut out one by one while the path is followed, so that a path of a million
 * slashes costs nothing once its first name is not found.
 */
public final class ConfigPath implements Iterable<ByteString> {

  /** The directory with those of the nodes. */
  public static final ByteString NODES = ByteString.of("nodes");

  private static final ByteString PRIV = ByteString.of("priv");

  private final byte[] path;
  private final int length;

  /**
   * @param path the bytes, without a NUL; not to be changed while this object is in use
   */
  public ConfigPath(byte[] path) {
    this.path = path;
    // "." as the whole path is the root; anywhere else it is a name like any other
    this.length = path.length == 1 && path[0] == '.' ? 0 : path.length;
  }

  /**
   * A path of a copy of an array that a client gave.
   *
   * @throws TreeException EINVAL if it has a NUL, which no name can have
   */
  public static ConfigPath checked(byte[] path) throws TreeException {
    ConfigPath checked = new ConfigPath(path.clone());
    for (byte b : path) {
      if (b == 0) {
        throw new TreeException(Errno.EINVAL, checked, "contains a NUL");
      }
    }
    return checked;
  }

  private ConfigPath(byte[] path, int length) {
    this.path = path;
    this.length = length;
  }

  /** The path's last name; empty for the root. */
  public ByteString name() {
    return ByteString.copyOf(path, startOfName(), endOfName());
  }

  /** The path without its last name: the directory that the last name is in. */
  public ConfigPath directory() {
    return new ConfigPath(path, startOfName());
  }

  /**
   * Whether the part before the last name has neither a leading nor a doubled slash: the C server
   * goes by the text of a path to recognize guests and locks.
   */
  public boolean isDirectoryPlain() {
    int end = startOfName();
    while (end > 0 && path[end - 1] == '/') {
      end--;
    }
    return canonical(end).length() == end;
  }

  /**
   * The path in which the C server makes or changes something: it takes a path apart into a
   * directory and a name, and {@code .} as the directory is the root then.
   */
  public ConfigPath asSplitInC() {
    int end = startOfName();
    while (end > 0 && path[end - 1] == '/') {
      end--;
    }
    return end == 1 && path[0] == '.' ? new ConfigPath(name().toArray(), name().length()) : this;
  }

  /** Whether the text, without the slashes it begins with, is another path's and goes on. */
  public boolean isTextBelow(ConfigPath directory) {
    int start = 0;
    while (start < length && path[start] == '/') {
      start++;
    }
    ByteString text = ByteString.copyOf(path, start, length);
    ByteString prefix = ByteString.ofLatin1(directory.canonical().toLatin1() + "/");
    return text.startsWith(prefix) && text.length() > prefix.length();
  }

  /** The path of a name in the directory that this is the path of. */
  public ConfigPath child(ByteString name) {
    return new ConfigPath((canonical().toLatin1() + "/" + name.toLatin1()).getBytes(ISO_8859_1));
  }

  private int startOfName() {
    int at = endOfName();
    while (at > 0 && path[at - 1] != '/') {
      at--;
    }
    return at;
  }

  private int endOfName() {
    int at = length;
    while (at > 0 && path[at - 1] == '/') {
      at--;
    }
    return at;
  }

  /** The path as it was given; empty for {@code .} alone. */
  public ByteString text() {
    return ByteString.copyOf(path, 0, length);
  }

  private ByteString canonical(int end) {
    return new ConfigPath(path, end).canonical();
  }

  /** The names with one slash between them and none around them; empty for the root. */
  public ByteString canonical() {
    ByteArrayOutputStream joined = new ByteArrayOutputStream(length);
    for (ByteString name : this) {
      if (joined.size() > 0) {
        joined.write('/');
      }
      joined.writeBytes(name.toArray());
    }
    byte[] bytes = joined.toByteArray();
    return ByteString.copyOf(bytes, 0, bytes.length);
  }

  /** For people. */
  @Override
  public String toString() {
    return "/" + canonical();
  }

  /**
   * Whether only read-write connections may read there, and know whether something exists there:
   * {@code priv} and {@code nodes/<node>/priv}, and everything below (operations, section 4.6).
   * Decided on the names, so doubled slashes hide nothing (defect D1 of the C server).
   */
  public boolean isPrivate() {
    Iterator<ByteString> names = iterator();
    if (!names.hasNext()) {
      return false;
    }
    ByteString first = names.next();
    if (first.equals(PRIV)) {
      return true;
    }
    if (!first.equals(NODES) || !names.hasNext()) {
      return false;
    }
    names.next();
    return names.hasNext() && names.next().equals(PRIV);
  }

  /** The path that a name without a NUL is. */
  public static ConfigPath of(ByteString path) {
    return new ConfigPath(path.toArray());
  }

  /** A path of a text's bytes in UTF-8. */
  public static ConfigPath of(String path) {
    return new ConfigPath(path.getBytes(StandardCharsets.UTF_8));
  }

  /** The names from the root on; none for the root itself. */
  @Override
  public Iterator<ByteString> iterator() {
    return new Names();
  }

  private final class Names implements Iterator<ByteString> {

    private int position = skipSlashes(0);

    @Override
    public boolean hasNext() {
      return position < length;
    }

    @Override
    public ByteString next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      int from = position;
      int to = from;
      while (to < length && path[to] != '/') {
        to++;
      }
      position = skipSlashes(to);
      return ByteString.copyOf(path, from, to);
    }

    private int skipSlashes(int from) {
      int at = from;
      while (at < length && path[at] == '/') {
        at++;
      }
      return at;
    }
  }
}

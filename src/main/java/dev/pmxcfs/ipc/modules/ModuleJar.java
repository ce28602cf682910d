package dev.pmxcfs.ipc.modules;

import dev.pmxcfs.ipc.modules.descriptor.ModuleDescriptor;
import dev.pmxcfs.state.failure.Reason;
import dev.qbipc.linux.file.FileStatus.Type;
import dev.qbipc.linux.file.OpenFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A module's jar as it was when it was read. It is kept in memory, so that the file may be replaced
 * while its classes are in use, and read once more for a roll-back.
 *
 * @param file where it was
 * @param entries contents by name
 */
record ModuleJar(Path file, ModuleDescriptor descriptor, Map<String, byte[]> entries) {

  /** The most bytes that all entries together may have: a jar with more is not a module. */
  private static final long MAX_SIZE = 64L * 1024 * 1024;

  /**
   * Reads a jar as a whole. Blocks.
   *
   * @throws ModuleRefusedException if it is not whole, or has no sound descriptor
   */
  static ModuleJar read(Path file) throws ModuleRefusedException {
    return open(
        file,
        zip -> {
          ModuleDescriptor descriptor = descriptor(file, zip);
          return new ModuleJar(file, descriptor, Collections.unmodifiableMap(entries(file, zip)));
        });
  }

  /** The descriptor as it stands in the jar. */
  byte[] descriptorBytes() {
    return entries.get(ModuleDescriptor.PATH);
  }

  /**
   * Reads a jar's descriptor alone. Blocks.
   *
   * @throws ModuleRefusedException as {@link #read}
   */
  static ModuleDescriptor readDescriptor(Path file) throws ModuleRefusedException {
    return open(file, zip -> descriptor(file, zip));
  }

  /** What is done with a jar while it is open. */
  @FunctionalInterface
  private interface Reading<T> {
    T of(ZipFile zip) throws IOException, ModuleRefusedException;
  }

  /**
   * What is looked at is what is read, whatever has the name by then; and no FIFO is waited for.
   */
  private static <T> T open(Path file, Reading<T> reading) throws ModuleRefusedException {
    try (OpenFile opened = OpenFile.open(file)) {
      if (opened.status().type() != Type.REGULAR) {
        throw new ModuleRefusedException(file, "cannot be read as a jar: it is not a regular file");
      }
      try (var zip = new ZipFile(opened.pathOfDescriptor().toFile())) {
        return reading.of(zip);
      }
    } catch (IOException e) {
      throw notReadable(file, e);
    }
  }

  private static ModuleRefusedException notReadable(Path file, IOException e) {
    return new ModuleRefusedException(file, "cannot be read as a jar: " + Reason.of(e), e);
  }

  private static ModuleDescriptor descriptor(Path file, ZipFile zip)
      throws IOException, ModuleRefusedException {
    ZipEntry entry = zip.getEntry(ModuleDescriptor.PATH);
    if (entry == null) {
      throw new ModuleRefusedException(file, "has no descriptor " + ModuleDescriptor.PATH);
    }
    byte[] json = contents(file, zip, entry, MAX_SIZE);
    try {
      return ModuleDescriptor.parse(json);
    } catch (IllegalArgumentException e) {
      throw new ModuleRefusedException(file, "descriptor: " + e.getMessage(), e);
    }
  }

  private static Map<String, byte[]> entries(Path file, ZipFile zip)
      throws IOException, ModuleRefusedException {
    Map<String, byte[]> entries = new HashMap<>();
    long room = MAX_SIZE;
    Iterator<? extends ZipEntry> all = zip.entries().asIterator();
    while (all.hasNext()) {
      ZipEntry entry = all.next();
      if (!entry.isDirectory()) {
        byte[] contents = contents(file, zip, entry, room);
        room -= contents.length;
        entries.put(entry.getName(), contents);
      }
    }
    return entries;
  }

  /** Checked, since a file that is written to just now may have parts of two versions. */
  private static byte[] contents(Path file, ZipFile zip, ZipEntry entry, long room)
      throws IOException, ModuleRefusedException {
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] contents = in.readNBytes((int) Math.min(room + 1, Integer.MAX_VALUE));
      if (contents.length > room) {
        throw new ModuleRefusedException(file, "has more than " + MAX_SIZE + " bytes");
      }
      var checksum = new CRC32();
      checksum.update(contents);
      if (checksum.getValue() != entry.getCrc()) {
        throw new ModuleRefusedException(file, entry.getName() + " is damaged");
      }
      return contents;
    }
  }
}

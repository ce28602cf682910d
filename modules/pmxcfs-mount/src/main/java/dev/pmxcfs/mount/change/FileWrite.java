package dev.pmxcfs.mount.change;

import dev.pmxcfs.mount.open.RemovedFile;
import dev.pmxcfs.state.change.ChangeOfEntry;
import dev.pmxcfs.state.change.ChangeOfEntry.Paths;
import dev.pmxcfs.state.change.WriteFile;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.RegularFile;
import dev.pmxcfs.state.tree.TreeEntry;
import java.util.Arrays;

/**
 * What is written into a file, and where.
 *
 * @param place what the offset means
 * @param offset where the data begins, in bytes from the start of the file; at the end of the file
 *     where that was when the write came
 * @param data not to be changed
 */
public record FileWrite(Place place, long offset, byte[] data) implements ChangeOfEntry.At {

  /** What the offset means. */
  public enum Place {
    /** The data is there. */
    AT_OFFSET,
    /** The data is at the end of the file, which others may have moved. */
    AT_END,
    /** The data is there, and the file ends behind it. */
    AT_OFFSET_AND_CUT
  }

  /** Gives a file a size. */
  public static FileWrite size(long size) {
    return new FileWrite(Place.AT_OFFSET_AND_CUT, size, RegularFile.NO_DATA);
  }

  /** At the end that the file has then, nothing of which is written over. */
  @Override
  public WriteFile made(ConfigPath path, TreeEntry entry, Paths others) {
    return written(path, place == Place.AT_END ? size(entry) : offset);
  }

  /**
   * Offsets are what the nodes of a cluster tell each other: at the end that this node knows, or
   * behind what it has sent before.
   */
  @Override
  public WriteFile sent(ConfigPath path, TreeEntry entry, Paths others) {
    return written(path, place == Place.AT_END ? Math.max(size(entry), offset) : offset);
  }

  /** Whether a file that contained one thing contains another because of this, at the offset. */
  public boolean makes(byte[] before, byte[] now) {
    int end = (int) offset + data.length;
    int size = place == Place.AT_OFFSET_AND_CUT ? end : Math.max(before.length, end);
    int kept = (int) Math.min(before.length, offset);
    return now.length == size
        && Arrays.equals(now, 0, kept, before, 0, kept)
        && areZero(now, kept, (int) offset)
        && Arrays.equals(now, (int) offset, end, data, 0, data.length)
        && (size == end || Arrays.equals(now, end, size, before, end, size));
  }

  private static boolean areZero(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private static long size(TreeEntry entry) {
    return entry instanceof RegularFile file ? file.data().length : 0;
  }

  private WriteFile written(ConfigPath path, long at) {
    return new WriteFile(path, at, data, place == Place.AT_OFFSET_AND_CUT);
  }

  /** Writes into a file that is not in the tree any more, at a time in seconds since 1970. */
  public void writeTo(RemovedFile file, int mtime) {
    if (place == Place.AT_END) {
      file.append(data, mtime);
    } else {
      file.write(offset, data, place == Place.AT_OFFSET_AND_CUT, mtime);
    }
  }
}

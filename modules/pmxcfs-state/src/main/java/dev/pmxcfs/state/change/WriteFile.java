package dev.pmxcfs.state.change;

import dev.pmxcfs.state.tree.Attributes;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.RegularFile;
import dev.pmxcfs.state.tree.TreeEntry;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import java.util.Arrays;

/**
 * Writes into a file that exists: EFBIG where it would become too large, ENOTDIR where a directory
 * is, EEXIST where another guest has the VMID.
 *
 * <p>What lies between the file's end and the offset becomes zeros. A file that was empty and has
 * only become longer has no data in the C server, whose digest covers none then (defect D14), and
 * it ends behind the next data that is written into it. Where the rules are the C server's, {@link
 * RegularFile#unwritten} is that form; a node by itself stores the zeros, and its digest covers
 * them.
 *
 * @param offset where to write, in bytes from the file's start
 * @param data what to write, possibly nothing; not to be changed
 * @param truncate whether the file ends behind the data
 */
public record WriteFile(ConfigPath path, long offset, byte[] data, boolean truncate)
    implements PrimitiveChange {

  /** The largest file, in bytes. */
  public static final int MAX_FILE_SIZE = 1024 * 1024;

  @Override
  public void applyTo(Draft draft) throws TreeException {
    if (offset < 0) {
      throw new TreeException(Errno.EINVAL, path, "cannot be written to at " + offset);
    }
    if (offset > MAX_FILE_SIZE - data.length) {
      throw new TreeException(
          Errno.EFBIG, path, "would be larger than " + MAX_FILE_SIZE + " bytes");
    }
    draft.directoryOf(path);
    draft.checkVmid(path);
    TreeEntry entry = draft.existing(path);
    if (!(entry instanceof RegularFile file)) {
      throw new TreeException(Errno.ENOTDIR, path, "is a directory");
    }
    Origin origin = draft.origin();
    Attributes changed =
        file.attributes().changed(draft.nextVersion(), origin.writer(), origin.mtime());
    draft.put(path, written(file, changed, draft.rules()));
    draft.countChange(path);
    draft.registerGuest(path);
  }

  private RegularFile written(RegularFile old, Attributes changed, TreeRules rules) {
    int end = (int) offset + data.length;
    int length = old.data().length;
    if (rules.isAsInC() && (length == 0 || !old.isWritten())) {
      if (data.length == 0) {
        return RegularFile.unwritten(changed, end);
      }
      length = 0;
    }
    byte[] contents = Arrays.copyOf(old.data(), truncate ? end : Math.max(length, end));
    System.arraycopy(data, 0, contents, (int) offset, data.length);
    return new RegularFile(changed, contents);
  }

  @Override
  public int result() {
    return data.length;
  }
}

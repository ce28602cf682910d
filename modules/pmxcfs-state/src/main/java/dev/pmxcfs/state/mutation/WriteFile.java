package dev.pmxcfs.state.mutation;

import dev.pmxcfs.state.tree.Attributes;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.RegularFile;
import dev.pmxcfs.state.tree.TreeEntry;
import dev.pmxcfs.state.tree.TreeErrno;
import dev.pmxcfs.state.tree.TreeException;
import java.util.Arrays;

/**
 * Writes into a file that exists: EFBIG where it would become too large, ENOTDIR where a directory
 * is, EEXIST where another guest has the VMID.
 *
 * @param offset where to write, in bytes from the file's start; what lies between its end and there
 *     becomes zeros (as it does not in an empty file of the C server: defect D14)
 * @param data what to write, possibly nothing; not to be changed
 * @param truncate whether the file ends behind the data
 */
public record WriteFile(ConfigPath path, long offset, byte[] data, boolean truncate)
    implements Mutation {

  /** The largest file, in bytes. */
  public static final int MAX_FILE_SIZE = 1024 * 1024;

  @Override
  public void applyTo(Draft draft) throws TreeException {
    if (offset < 0) {
      throw new TreeException(TreeErrno.EINVAL, path, "cannot be written to at " + offset);
    }
    if (offset > MAX_FILE_SIZE - data.length) {
      throw new TreeException(
          TreeErrno.EFBIG, path, "would be larger than " + MAX_FILE_SIZE + " bytes");
    }
    draft.directoryOf(path);
    draft.checkVmid(path);
    TreeEntry entry = draft.existing(path);
    if (!(entry instanceof RegularFile file)) {
      throw new TreeException(TreeErrno.ENOTDIR, path, "is a directory");
    }
    Attributes old = file.attributes();
    Origin origin = draft.origin();
    draft.put(
        path,
        new RegularFile(
            new Attributes(
                old.inode(),
                old.parent(),
                draft.nextVersion(),
                origin.writer(),
                origin.mtime(),
                old.name()),
            written(file.data())));
    draft.countChange(path);
    draft.registerGuest(path);
  }

  private byte[] written(byte[] old) {
    int end = (int) offset + data.length;
    byte[] contents = Arrays.copyOf(old, truncate ? end : Math.max(old.length, end));
    System.arraycopy(data, 0, contents, (int) offset, data.length);
    return contents;
  }
}

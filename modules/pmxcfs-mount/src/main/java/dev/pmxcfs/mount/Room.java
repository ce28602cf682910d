package dev.pmxcfs.mount;

import dev.pmxcfs.state.tree.Directory;
import dev.pmxcfs.state.tree.TreeLimits;

/**
 * How much room there is, as statfs shows it (mount, section 7): in blocks of 4,096 bytes, of which
 * the files together take up as many as their bytes fill.
 *
 * @param freeBlocks of {@link #BLOCKS}
 * @param freeFiles how many more files and directories there may be, of {@link #FILES}
 */
public record Room(long freeBlocks, long freeFiles) {

  /** The bytes of a block. */
  public static final int BLOCK_SIZE = 4096;

  /** How many blocks there are. */
  public static final long BLOCKS = TreeLimits.MAX_BYTES / BLOCK_SIZE;

  /** How many files and directories there may be. */
  public static final long FILES = TreeLimits.MAX_ENTRIES;

  /** The bytes of the longest name, as C pmxcfs says, which takes longer ones. */
  public static final int NAME_LENGTH = 256;

  /** Of a tree's root, which counts as an entry. */
  static Room of(Directory root) {
    return new Room(BLOCKS - AttributeRules.blocks(root.bytes()), FILES - root.entries());
  }
}

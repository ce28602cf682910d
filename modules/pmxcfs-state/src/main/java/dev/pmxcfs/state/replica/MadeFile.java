package dev.pmxcfs.state.replica;

import dev.pmxcfs.state.tree.RegularFile;
import java.util.concurrent.CompletionStage;

/**
 * A file that was made for a program that goes on to write it. It need not be stored yet, and
 * readers do not see it before.
 *
 * @param file what is stored, with the inode that it keeps
 * @param isNew whether it was made; else it was there
 * @param stored completes on a thread of the log, which must not be blocked, once the file is
 *     stored and readers see it; fails with a {@link dev.pmxcfs.state.tree.TreeException} if it was
 *     kept out, and then there is no such file
 */
public record MadeFile(RegularFile file, boolean isNew, CompletionStage<Void> stored) {}

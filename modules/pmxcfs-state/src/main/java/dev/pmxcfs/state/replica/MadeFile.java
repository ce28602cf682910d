package dev.pmxcfs.state.replica;

import dev.pmxcfs.state.tree.RegularFile;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * A file that was made for a program that goes on to write it, or that was there.
 *
 * @param inode that it keeps
 * @param isNew whether it was made
 * @param drafted the file that is to be stored; empty if that has been done. Readers do not see it
 *     before
 * @param stored completes on a thread of the log, which must not be blocked, once the file is
 *     stored and readers see it; fails with a {@link dev.pmxcfs.state.tree.TreeException} if it was
 *     kept out, and then there is no such file
 */
public record MadeFile(
    long inode, boolean isNew, Optional<RegularFile> drafted, CompletionStage<Void> stored) {}

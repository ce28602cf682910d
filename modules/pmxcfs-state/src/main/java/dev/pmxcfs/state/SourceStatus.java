package dev.pmxcfs.state;

import dev.pmxcfs.state.replica.WriteStatus;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How the source of the configuration files is, at one moment.
 *
 * @param path the database or the directory
 * @param fault why what is served is not what is there any more, a sentence; empty while it is
 * @param writes how changes fare; empty for a directory, which is served for reading alone
 * @param bytes the size of the database's own file; empty for a directory, and where it is not
 *     known
 */
public record SourceStatus(
    String path, Optional<String> fault, Optional<WriteStatus> writes, OptionalLong bytes) {}

package dev.pmxcfs.state;

import dev.pmxcfs.state.replica.WriteStatus;
import java.util.Optional;

/**
 * How the source of the configuration files is, at one moment.
 *
 * @param path the database or the directory
 * @param fault why what is served is not what is there any more, a sentence; empty while it is
 * @param writes how changes fare; empty for a directory, which is served for reading alone
 */
public record SourceStatus(String path, Optional<String> fault, Optional<WriteStatus> writes) {}

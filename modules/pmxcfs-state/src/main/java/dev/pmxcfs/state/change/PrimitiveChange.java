package dev.pmxcfs.state.change;

/**
 * A change that the nodes of a cluster tell each other in one message. There are these eight; a
 * node of the C server leaves the group when it gets another one (cluster, section 3.6).
 */
public sealed interface PrimitiveChange extends Change
    permits WriteFile,
        MakeDirectory,
        DeleteEntry,
        RenameEntry,
        CreateFile,
        SetMtime,
        RequestUnlock,
        Unlock {}

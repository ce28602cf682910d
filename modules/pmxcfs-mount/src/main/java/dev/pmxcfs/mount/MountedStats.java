package dev.pmxcfs.mount;

/**
 * What a mounted tree keeps for programs at one moment.
 *
 * @param openHandles files and directories that are open, each as often as it was opened
 * @param gatheredBytes what was written and is not on its way to the tree yet
 */
public record MountedStats(int openHandles, int gatheredBytes) {}

/** The command {@code config lock}. */
package dev.pmxcfs.ipc.cli.config.lock;

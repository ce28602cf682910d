/** The command {@code config diff}. */
package dev.pmxcfs.ipc.cli.config.diff;

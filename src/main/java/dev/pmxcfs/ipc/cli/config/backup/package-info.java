/** The command {@code config backup}. */
package dev.pmxcfs.ipc.cli.config.backup;

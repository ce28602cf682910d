/** The command {@code config watch}. */
package dev.pmxcfs.ipc.cli.config.watch;

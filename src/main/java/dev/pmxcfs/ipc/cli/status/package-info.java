/** The command {@code status}: how a running server is, at a glance. */
package dev.pmxcfs.ipc.cli.status;

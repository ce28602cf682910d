/** The command {@code config edit}. */
package dev.pmxcfs.ipc.cli.config.edit;

/** The command {@code config}: reads and changes configuration files from the command line. */
package dev.pmxcfs.ipc.cli.config;

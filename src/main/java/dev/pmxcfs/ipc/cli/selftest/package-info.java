/** The command {@code selftest}: what a machine lacks for a server, before one is started. */
package dev.pmxcfs.ipc.cli.selftest;

/** The program's log: one line for each message on standard error, for SLF4J. */
package dev.pmxcfs.ipc.log;

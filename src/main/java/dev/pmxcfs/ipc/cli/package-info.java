/** The command line: which commands there are, and what all of them have in common. */
package dev.pmxcfs.ipc.cli;

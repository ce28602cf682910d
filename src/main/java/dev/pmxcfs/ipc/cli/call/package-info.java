/** The command {@code call}: one request to any service. */
package dev.pmxcfs.ipc.cli.call;

/** What the commands print of the corosync on this machine. */
package dev.pmxcfs.ipc.cli.corosync;

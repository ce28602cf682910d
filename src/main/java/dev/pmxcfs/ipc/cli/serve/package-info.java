/**
 * The commands that start a service, and the life of its process: from the ready line to the end by
 * a signal.
 */
package dev.pmxcfs.ipc.cli.serve;

/**
 * The latest events of a service, kept in memory of a fixed size, for who wants to know afterwards:
 * told by the command {@code blackbox}, at SIGUSR1 and at an end that is out of order.
 */
package dev.pmxcfs.ipc.blackbox;

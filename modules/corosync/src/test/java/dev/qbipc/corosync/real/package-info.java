/**
 * Against a real corosync, of the machine's own package, in namespaces of its own (corosync,
 * section 9).
 */
package dev.qbipc.corosync.real;

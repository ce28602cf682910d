/**
 * A real corosync in namespaces of its own, for whatever needs one: tests, and what measures
 * (corosync, section 9).
 */
package dev.qbipc.testing.corosync;

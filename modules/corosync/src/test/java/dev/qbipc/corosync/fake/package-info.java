/** Corosync, played by a test: what it was asked, and what it answers. */
package dev.qbipc.corosync.fake;

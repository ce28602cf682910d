/** Asks and commands corosync itself, and has a say in its end. */
package dev.qbipc.corosync.cfg.impl;

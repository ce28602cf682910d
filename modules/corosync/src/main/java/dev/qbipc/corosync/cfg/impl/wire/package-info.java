/** The layouts of cfg's messages (corosync, section 6). */
package dev.qbipc.corosync.cfg.impl.wire;

/** The messages of the service cmap, each with its layout (corosync, section 5). */
package dev.qbipc.corosync.cmap.impl.wire;

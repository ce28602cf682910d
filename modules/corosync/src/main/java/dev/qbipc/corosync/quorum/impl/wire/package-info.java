/** The messages of the service quorum, each with its layout (corosync, section 3). */
package dev.qbipc.corosync.quorum.impl.wire;

/** The messages of the service votequorum, each with its layout (corosync, section 4). */
package dev.qbipc.corosync.votequorum.impl.wire;

/** The messages of the service cpg, each with its layout (corosync, sections 2.1 and 2.2). */
package dev.qbipc.corosync.cpg.impl.wire;

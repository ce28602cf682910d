/** A member of a process group: joining and leaving, sending, and putting together what comes. */
package dev.qbipc.corosync.cpg.impl;

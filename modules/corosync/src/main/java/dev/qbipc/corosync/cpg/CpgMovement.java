package dev.qbipc.corosync.cpg;

/** A member that has come or gone, and why. */
public record CpgMovement(CpgAddress member, CpgReason reason) {}

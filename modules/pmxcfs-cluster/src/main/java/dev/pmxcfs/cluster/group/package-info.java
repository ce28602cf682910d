/**
 * What keeps the members of a process group the same (cluster, section 2): a {@link
 * dev.pmxcfs.cluster.group.StateMachine} between a {@link dev.pmxcfs.cluster.group.ProcessGroup},
 * which orders frames, and an {@link dev.pmxcfs.cluster.group.Application}, which has what is to be
 * the same.
 */
package dev.pmxcfs.cluster.group;

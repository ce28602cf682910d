/**
 * A cluster on one thread: the real state machines of any number of nodes over a simulated
 * corosync, where a list of steps says what happens when. The same list gives the same run.
 */
package dev.pmxcfs.cluster.simulation;

/** The frames that the members of a group send each other, one descriptor for each layout. */
package dev.pmxcfs.cluster.wire;

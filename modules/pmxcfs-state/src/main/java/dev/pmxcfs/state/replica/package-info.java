/** The tree as this node has it, and the way in for its changes. */
package dev.pmxcfs.state.replica;

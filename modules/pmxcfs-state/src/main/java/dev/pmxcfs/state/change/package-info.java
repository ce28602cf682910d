/** The changes of the tree, each with its rules. */
package dev.pmxcfs.state.change;

/** The tree of configuration files: immutable, shared without locks. */
package dev.pmxcfs.state.tree;

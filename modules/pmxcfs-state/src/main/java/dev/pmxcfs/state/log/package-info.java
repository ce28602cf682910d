/** The cluster log: a ring of entries. */
package dev.pmxcfs.state.log;

/** A plain directory of configuration files in place of the database. */
package dev.pmxcfs.state.directory;

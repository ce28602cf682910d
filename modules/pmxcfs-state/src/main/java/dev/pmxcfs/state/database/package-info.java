/** The tree in SQLite, as C pmxcfs has it. */
package dev.pmxcfs.state.database;

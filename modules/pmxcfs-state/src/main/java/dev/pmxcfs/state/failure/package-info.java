/** Failures of the operating system and of SQLite, in words. */
package dev.pmxcfs.state.failure;

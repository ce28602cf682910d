/**
 * Writes the manual pages and the completion of the shell from the command line's own model, when
 * the project is built.
 */
package dev.pmxcfs.manual;

/**
 * The program: command line, wiring of state and operations to a libqb service, and the process's
 * life from its ready line to its end by a signal.
 */
package dev.pmxcfs.server;

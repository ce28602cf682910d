/**
 * What holds for the whole process: the threads of Vert.x, and the end of a process that has lost
 * what it cannot do without.
 */
package dev.pmxcfs.ipc.process;

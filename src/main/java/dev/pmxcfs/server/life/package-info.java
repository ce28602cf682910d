/** The end of a process that has lost what it cannot do without. */
package dev.pmxcfs.server.life;

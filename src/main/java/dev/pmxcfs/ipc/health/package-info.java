/** Whether a service does what it is there for, by named checks with reasons. */
package dev.pmxcfs.ipc.health;

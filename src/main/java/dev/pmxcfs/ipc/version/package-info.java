/** Which program this is. */
package dev.pmxcfs.ipc.version;

/** The configuration tree mounted on a directory, as a part of the service (mount, section 1). */
package dev.pmxcfs.ipc.mount;

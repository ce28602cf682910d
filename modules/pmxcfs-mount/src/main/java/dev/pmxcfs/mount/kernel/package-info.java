/** The mounted tree in the kernel's hands, by the FUSE protocol. */
package dev.pmxcfs.mount.kernel;

/**
 * The configuration tree as a file system, as C pmxcfs shows it at {@code /etc/pve} (src/docs,
 * mount): {@link dev.pmxcfs.mount.MountedTree} by node ids and names.
 */
package dev.pmxcfs.mount;

/** What calls of the mount want changed, as changes of the tree that find their entries. */
package dev.pmxcfs.mount.change;

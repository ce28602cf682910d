/** Which files of the tree programs have open, and what has become of those removed meanwhile. */
package dev.pmxcfs.mount.open;

/** Operations 1, 2 and 3 of pmxcfs, and the module that contains them. */
package dev.pmxcfs.operations.cluster;

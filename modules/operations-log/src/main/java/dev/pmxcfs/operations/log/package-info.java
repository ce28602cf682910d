/** Operations 7 and 8 of pmxcfs, and the module that contains them. */
package dev.pmxcfs.operations.log;

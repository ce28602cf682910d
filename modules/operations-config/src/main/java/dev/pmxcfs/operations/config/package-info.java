/** Operations 6, 11, 12 and 13 of pmxcfs, and the module that contains them. */
package dev.pmxcfs.operations.config;

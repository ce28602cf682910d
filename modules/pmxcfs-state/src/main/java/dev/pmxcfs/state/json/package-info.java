/** How options classes are read from JSON that people write. */
package dev.pmxcfs.state.json;

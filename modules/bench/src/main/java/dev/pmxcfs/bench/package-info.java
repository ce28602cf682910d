/** The benchmark behind {@code scripts/bench}. */
package dev.pmxcfs.bench;

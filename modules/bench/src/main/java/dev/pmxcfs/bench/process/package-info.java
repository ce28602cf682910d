/** The processes that are measured and those that measure. */
package dev.pmxcfs.bench.process;

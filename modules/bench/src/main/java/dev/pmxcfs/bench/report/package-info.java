/** Reports of measurements: tables, goals, plots. */
package dev.pmxcfs.bench.report;

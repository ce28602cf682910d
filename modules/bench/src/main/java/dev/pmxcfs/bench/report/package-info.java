/** What is told about measurements: tables, goals, plots. */
package dev.pmxcfs.bench.report;

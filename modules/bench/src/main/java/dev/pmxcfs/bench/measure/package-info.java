/** What is measured: a class for each section of the report. */
package dev.pmxcfs.bench.measure;

package dev.pmxcfs.bench.report;

import java.util.List;

/**
 * Measurements that belong together.
 *
 * @param title its heading
 * @param note how it was measured, and what "other" is where that is not libqb's server
 * @param rows the measurements
 * @param plots drawings of them
 */
public record Section(String title, String note, List<Row> rows, List<Plot> plots) {}

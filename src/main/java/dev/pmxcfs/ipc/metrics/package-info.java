/**
 * The metrics over HTTP that {@code serve --metrics} offers. Nothing of it is loaded without that
 * option.
 */
package dev.pmxcfs.ipc.metrics;

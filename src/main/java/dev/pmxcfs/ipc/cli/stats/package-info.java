/** The commands {@code stats} and {@code top}: what a running server does. */
package dev.pmxcfs.ipc.cli.stats;

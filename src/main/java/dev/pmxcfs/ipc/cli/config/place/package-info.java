/** Where the commands of {@code config} find files, and how they show them. */
package dev.pmxcfs.ipc.cli.config.place;

/**
 * What a service does, in numbers: the report a server gives of itself, and the commands that show
 * it.
 */
package dev.pmxcfs.server.stats;

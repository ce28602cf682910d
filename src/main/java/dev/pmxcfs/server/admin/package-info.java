/**
 * Access to the configuration files for the command line: directly on a database, or through a
 * running server by its admin service, a second libqb service for root alone.
 */
package dev.pmxcfs.server.admin;

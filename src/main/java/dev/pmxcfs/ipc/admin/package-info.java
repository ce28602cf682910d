/**
 * What the command line does with a running server, through its admin service: a second libqb
 * service, for root alone. Also access to configuration files where no server runs.
 */
package dev.pmxcfs.ipc.admin;

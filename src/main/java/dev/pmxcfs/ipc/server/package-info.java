/** The service: who may connect, whether clients can, and how they are told of a restart. */
package dev.pmxcfs.ipc.server;

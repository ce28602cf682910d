/** The server end: a service, its operations, and its connections. */
package dev.qbipc.server;

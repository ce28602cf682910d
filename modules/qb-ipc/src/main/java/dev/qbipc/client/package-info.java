/** The client end: a connection to a service. */
package dev.qbipc.client;

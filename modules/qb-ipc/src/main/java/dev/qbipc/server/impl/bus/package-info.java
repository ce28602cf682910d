/** A request's way over the event bus, from a reader to its operation. */
package dev.qbipc.server.impl.bus;

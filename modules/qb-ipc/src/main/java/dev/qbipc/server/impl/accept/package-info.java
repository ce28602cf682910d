/**
 * How a client comes in: the listening socket, the event loops on which handshakes run, and what is
 * made for a client before it is served.
 */
package dev.qbipc.server.impl.accept;

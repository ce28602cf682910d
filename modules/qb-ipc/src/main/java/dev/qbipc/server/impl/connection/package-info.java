/**
 * A client that is served: its rings and its setup socket, its requests on their way in, and the
 * responses and events on their way out.
 */
package dev.qbipc.server.impl.connection;

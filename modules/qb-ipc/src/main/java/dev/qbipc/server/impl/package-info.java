/**
 * How a service works. A client comes in through the acceptor, a setup verticle and its handshake;
 * a ring reader then takes its requests, the dispatcher sends them to operations over the event
 * bus, and the response writer answers.
 */
package dev.qbipc.server.impl;

/**
 * How a service works. A client comes in through {@code accept}: the acceptor, a setup verticle and
 * its handshake. A ring reader of {@code reader} then takes the requests of its {@code connection},
 * sends them to an {@code operation} over the event {@code bus}, and the connection's response
 * writer answers. {@code limits} are what clients may take of all that.
 */
package dev.qbipc.server.impl;

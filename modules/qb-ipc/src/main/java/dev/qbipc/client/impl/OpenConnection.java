package dev.qbipc.client.impl;

/**
 * What a handshake leads to.
 *
 * @param service whom the client is connected to
 * @param grant what the server granted
 * @param socket the setup socket; watched, and paused
 * @param rings the connection's
 */
record OpenConnection(String service, Grant grant, ClientSocket socket, ClientRings rings) {}

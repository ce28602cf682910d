/**
 * The implementation of the client, on one event loop.
 *
 * <p>A client is made by {@code Connecting}: the socket ({@code ClientSocket}), the handshake
 * ({@code ClientHandshake}, {@code Grant}) and the rings ({@code ClientRings}). Then a call goes
 * from {@code QbClientImpl} as an {@code Exchange} to {@code ClientConnection}, which sends it in
 * its turn ({@code RequestQueue}, {@code RoomTimer}, {@code DeadlineTimer}). The response is found
 * by {@code ResponseLookout} or, if it takes long, left to a {@code ResponseWait}. Events go by
 * {@code EventStream}. {@code ClientEnd} gives everything back.
 */
package dev.qbipc.client.impl;

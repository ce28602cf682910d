/**
 * The implementation of the client, on one event loop.
 *
 * <p>A client is made by {@code ClientConnector}: the socket ({@code ClientSocket}), the handshake
 * ({@code ClientHandshake}, {@code Grant}) and the rings ({@code ClientRings}). Then a call goes
 * from {@code QbClientImpl} as an {@code Exchange} into the {@code RequestQueue}, and {@code
 * RequestSender} sends it in its turn ({@code RequestWriter}, {@code RoomTimer}). {@code
 * ResponseReceiver} takes its response, which {@code ResponseLookout} finds or, if it takes long,
 * leaves to a {@code ResponseWait}. Events go by {@code EventReader} and {@code EventStream}.
 * {@code ClientConnection} holds them together, with the deadlines of all calls ({@code
 * DeadlineTimer}), and {@code ClientEnd} gives everything back.
 */
package dev.qbipc.client.impl;

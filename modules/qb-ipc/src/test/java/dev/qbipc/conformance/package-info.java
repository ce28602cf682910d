/**
 * The conformance tests of protocol, section 13: one class for each group of items, the item's
 * number in the test's name.
 *
 * <p>Where both can be asked, a test runs against our server and against libqb's ({@link
 * dev.qbipc.conformance.ServerConformance}); both offer the conformance service, whose requests are
 * listed in {@code libqb-server.c}. Clients are the real libqb's ({@link
 * dev.qbipc.libqb.LibqbClient}), processes of their own ({@code peer.c}), and {@link
 * dev.qbipc.conformance.RawClient}, which does the protocol by hand and may do it wrong. The tests
 * of other users and of exhausted machines have to run as root.
 */
package dev.qbipc.conformance;

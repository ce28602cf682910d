/**
 * What all of corosync's services need of a connection: finding corosync, requests and their
 * answers, events, the end. Each service has its messages' layouts in classes of its own, which
 * build {@link dev.qbipc.corosync.impl.transport.Outgoing} and read {@link
 * dev.qbipc.corosync.impl.transport.Incoming} ones.
 */
package dev.qbipc.corosync.impl.transport;

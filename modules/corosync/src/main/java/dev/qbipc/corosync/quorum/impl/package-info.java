/** A connection to the service quorum: choosing a model, asking, tracking. */
package dev.qbipc.corosync.quorum.impl;

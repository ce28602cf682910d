/** A connection to the service votequorum: asking, setting votes, tracking. */
package dev.qbipc.corosync.votequorum.impl;

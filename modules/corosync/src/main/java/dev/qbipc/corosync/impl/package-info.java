/** What implements the way in. */
package dev.qbipc.corosync.impl;

/** A connection to the map: values of whatever length, lists of keys, and trackings. */
package dev.qbipc.corosync.cmap.impl;

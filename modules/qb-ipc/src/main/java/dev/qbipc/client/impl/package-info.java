/** How a client works: all of it on one thread of its own. */
package dev.qbipc.client.impl;

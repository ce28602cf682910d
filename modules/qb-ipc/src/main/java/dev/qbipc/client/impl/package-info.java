/** The implementation of the client, on one event loop. */
package dev.qbipc.client.impl;

/** Descriptors on a Vert.x event loop: the one package that needs Vert.x and Netty. */
package dev.qbipc.linux.event;

/**
 * libqb IPC for Vert.x: what the server end, {@code dev.qbipc.server}, and the client end, {@code
 * dev.qbipc.client}, have in common.
 */
package dev.qbipc;

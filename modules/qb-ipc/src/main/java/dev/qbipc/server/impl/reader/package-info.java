/** The threads that read request rings: their loop, their sleep, and whose requests come next. */
package dev.qbipc.server.impl.reader;

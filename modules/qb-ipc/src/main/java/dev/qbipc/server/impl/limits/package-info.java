/** What clients may take of the server, for each user and in all, and what is counted of it. */
package dev.qbipc.server.impl.limits;

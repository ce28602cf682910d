/**
 * The operations that answer requests: how they are put in service and taken out again while
 * requests go on, which of them a request goes to, and what is counted of them.
 */
package dev.qbipc.server.impl.operation;

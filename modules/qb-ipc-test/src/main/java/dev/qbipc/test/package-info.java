/**
 * For tests of operations and services: requests and connections without a client, and a service
 * under a name of its own.
 */
package dev.qbipc.test;

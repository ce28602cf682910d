/**
 * What goes wrong around a server without an attacker: descriptors and memory that run out, clients
 * that are killed, processes that are stopped. The server runs in a process of its own.
 */
package dev.qbipc.faults;

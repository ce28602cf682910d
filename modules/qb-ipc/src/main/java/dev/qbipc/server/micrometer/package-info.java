/** A service's meters for Micrometer, which a program that uses this package has to bring. */
package dev.qbipc.server.micrometer;

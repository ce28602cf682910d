/**
 * Rules for the tests of all modules, without a line in each: tests that this machine cannot run
 * are left out and recorded, and no test can hang. JUnit's launcher finds these classes on the
 * class path.
 */
package dev.qbipc.testing;

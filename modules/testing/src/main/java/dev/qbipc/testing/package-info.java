/**
 * What holds for the tests of all modules, without a line in each: tests that this machine cannot
 * run are left out and named, and none can hang. JUnit's launcher finds it on the class path.
 */
package dev.qbipc.testing;

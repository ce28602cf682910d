/**
 * Random clients, each made from a seed: conformance list H, item 99. {@link
 * dev.qbipc.testing.FuzzRun} says how a run is bounded and repeated; {@code scripts/fuzz} starts
 * long ones.
 */
package dev.qbipc.fuzz;

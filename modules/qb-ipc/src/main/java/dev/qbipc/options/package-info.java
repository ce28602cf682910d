/** What the classes of options have in common: their JSON form and the bounds of their values. */
package dev.qbipc.options;

/** How options classes are read from JSON that people write. */
package dev.qbipc.json;

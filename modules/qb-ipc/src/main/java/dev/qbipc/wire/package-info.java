/** The layouts of libqb's messages, rings and addresses, one class each. */
package dev.qbipc.wire;

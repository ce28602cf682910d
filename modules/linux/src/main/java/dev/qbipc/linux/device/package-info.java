/** Devices that are read and written in whole messages. */
package dev.qbipc.linux.device;

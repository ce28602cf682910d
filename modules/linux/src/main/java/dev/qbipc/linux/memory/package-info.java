/** Memory that processes share: files of it, mappings, futexes, faults. */
package dev.qbipc.linux.memory;

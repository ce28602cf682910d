/** The operating system's calls: sockets with credentials, shared files, mappings, futexes. */
package dev.qbipc.os;

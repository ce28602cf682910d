/** Unix sockets with credentials, and their names in the file system. */
package dev.qbipc.linux.socket;

/** File systems in this process's mount namespace: what is mounted where, mounting, unmounting. */
package dev.qbipc.linux.mount;

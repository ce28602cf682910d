/**
 * The ground floor: error numbers, failed system calls, and the credentials that the kernel vouches
 * for. What is done with system calls is in the packages below; none of it knows anything of what
 * is built on it.
 */
package dev.qbipc.linux;

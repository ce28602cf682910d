/** The values that nodes announce. */
package dev.pmxcfs.state.status;

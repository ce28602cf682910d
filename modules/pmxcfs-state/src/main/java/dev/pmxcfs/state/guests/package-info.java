/** The guests that the tree configures. */
package dev.pmxcfs.state.guests;

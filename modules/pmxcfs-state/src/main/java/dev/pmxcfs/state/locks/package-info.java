/** The locks that directories below priv/lock stand for. */
package dev.pmxcfs.state.locks;

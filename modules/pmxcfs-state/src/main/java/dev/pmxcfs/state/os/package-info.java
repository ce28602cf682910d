/**
 * System calls that the JDK does not offer: files that are opened relative to an open directory,
 * and inotify. Knows nothing else of the state.
 */
package dev.pmxcfs.state.os;

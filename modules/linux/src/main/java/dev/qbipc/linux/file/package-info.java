/**
 * Files and directories as the JDK does not offer them: opened relative to an open directory,
 * checked for other users who can change them, watched by inotify.
 */
package dev.qbipc.linux.file;

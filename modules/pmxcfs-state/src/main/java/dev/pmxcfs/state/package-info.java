/** What pmxcfs's operations answer from, and how it is changed. */
package dev.pmxcfs.state;

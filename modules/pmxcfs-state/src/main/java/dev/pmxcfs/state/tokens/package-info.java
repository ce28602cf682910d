/** The file that API tokens are checked against. */
package dev.pmxcfs.state.tokens;

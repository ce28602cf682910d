/** The texts that operations answer with, made once and kept until they change. */
package dev.pmxcfs.state.answer;

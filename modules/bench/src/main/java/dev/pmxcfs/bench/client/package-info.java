/** A client of the library as a program that is measured. */
package dev.pmxcfs.bench.client;

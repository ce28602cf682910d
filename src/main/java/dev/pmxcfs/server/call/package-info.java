/** The requests of pmxcfs as a command line writes them: names, arguments, payloads. */
package dev.pmxcfs.server.call;

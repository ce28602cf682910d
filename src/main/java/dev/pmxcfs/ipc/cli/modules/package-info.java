/** The command {@code modules}: sees and changes which modules a running server has. */
package dev.pmxcfs.ipc.cli.modules;

/** What the commands are made of: how they reach a running server, print results and fail. */
package dev.pmxcfs.ipc.cli.base;

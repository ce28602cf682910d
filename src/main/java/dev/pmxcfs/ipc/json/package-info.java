/** Reading JSON that a person or another program wrote, with errors that name the member. */
package dev.pmxcfs.ipc.json;

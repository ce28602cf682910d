/**
 * Modules of operations: reads their jars, gives each a class loader of its own, and puts what they
 * bring in service, in place of what was there.
 */
package dev.pmxcfs.ipc.modules;

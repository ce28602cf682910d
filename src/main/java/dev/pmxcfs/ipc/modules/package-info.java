/**
 * Modules of operations: reads their jars, gives each its own class loader, and puts their
 * operations in service, in place of earlier ones.
 */
package dev.pmxcfs.ipc.modules;

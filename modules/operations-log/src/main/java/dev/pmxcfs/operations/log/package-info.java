/** pmxcfs's operations, each a verticle, and the module that brings them. */
package dev.pmxcfs.operations.log;

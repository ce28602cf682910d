/**
 * What a module of operations says of itself: the descriptor {@code META-INF/qb-ipc/module.json} of
 * its jar, with the requests that its operations take.
 */
package dev.pmxcfs.ipc.modules.descriptor;

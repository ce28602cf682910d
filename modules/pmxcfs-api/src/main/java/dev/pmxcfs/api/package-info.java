/** What operations ask of the cluster, and all that modules see of pmxcfs. */
package dev.pmxcfs.api;

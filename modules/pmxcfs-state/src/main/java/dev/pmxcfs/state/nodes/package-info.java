/** What the cluster's nodes announce: values under keys, addresses and measurements. */
package dev.pmxcfs.state.nodes;

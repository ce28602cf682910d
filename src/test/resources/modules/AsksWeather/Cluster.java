package dev.pmxcfs.api;

/** In a later version of the API. */
public interface Cluster {

  byte[] weather();
}

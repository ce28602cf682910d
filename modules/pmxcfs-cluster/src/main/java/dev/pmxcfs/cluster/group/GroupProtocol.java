package dev.pmxcfs.cluster.group;

/** The groups of pmxcfs (cluster, section 1.1). */
public enum GroupProtocol {
  /** The configuration tree. */
  TREE("pve_dcdb_v1", 1, true),
  /** What nodes publish, and the cluster log. */
  STATUS("pve_kvstore_v1", 0, false);

  private final String groupName;
  private final int version;
  private final boolean verified;

  GroupProtocol(String groupName, int version, boolean verified) {
    this.groupName = groupName;
    this.version = version;
    this.verified = verified;
  }

  /** The name of the process group, without the NUL that the C server counts. */
  public String groupName() {
    return groupName;
  }

  /** The version of the protocol, in each frame. */
  public int version() {
    return version;
  }

  /** Whether members compare digests of what they have. */
  boolean isVerified() {
    return verified;
  }
}

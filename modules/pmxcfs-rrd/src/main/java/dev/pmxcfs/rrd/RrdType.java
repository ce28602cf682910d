package dev.pmxcfs.rrd;

import static dev.pmxcfs.rrd.DataSource.derive;
import static dev.pmxcfs.rrd.DataSource.gauge;

import java.util.List;

/**
 * What measurements are of, which decides on their file (operations, section 5.5). All files have
 * the layout of Proxmox VE 9.0, whichever release the measurements come from.
 */
enum RrdType {
  /** A node; the id is its name. */
  NODE(
      "pve-node-",
      "pve2-node",
      2,
      7,
      1,
      List.of(
          gauge("loadavg"),
          gauge("maxcpu"),
          gauge("cpu"),
          gauge("iowait"),
          gauge("memtotal"),
          gauge("memused"),
          gauge("swaptotal"),
          gauge("swapused"),
          gauge("roottotal"),
          gauge("rootused"),
          derive("netin"),
          derive("netout"),
          gauge("memavailable"),
          gauge("arcsize"),
          gauge("pressurecpusome"),
          gauge("pressureiosome"),
          gauge("pressureiofull"),
          gauge("pressurememorysome"),
          gauge("pressurememoryfull"))),

  /** A guest; the id is its VMID. */
  VM(
      "pve-vm-",
      "pve2.3-vm",
      4,
      7,
      1,
      List.of(
          gauge("maxcpu"),
          gauge("cpu"),
          gauge("maxmem"),
          gauge("mem"),
          gauge("maxdisk"),
          gauge("disk"),
          derive("netin"),
          derive("netout"),
          derive("diskread"),
          derive("diskwrite"),
          gauge("memhost"),
          gauge("pressurecpusome"),
          gauge("pressurecpufull"),
          gauge("pressureiosome"),
          gauge("pressureiofull"),
          gauge("pressurememorysome"),
          gauge("pressurememoryfull"))),

  /** A storage as a node sees it; the id is the node's name, a slash, and the storage's. */
  STORAGE("pve-storage-", "pve2-storage", 0, 0, 2, List.of(gauge("total"), gauge("used")));

  private static final String LAYOUT = "9.0";

  private final String prefix;
  private final String oldName;
  private final int skippedFields;
  private final int missingInOld;
  private final int namesInId;
  private final List<DataSource> dataSources;

  RrdType(
      String prefix,
      String oldName,
      int skippedFields,
      int missingInOld,
      int namesInId,
      List<DataSource> dataSources) {
    this.prefix = prefix;
    this.oldName = oldName;
    this.skippedFields = skippedFields;
    this.missingInOld = missingInOld;
    this.namesInId = namesInId;
    this.dataSources = dataSources;
  }

  /** What a file holds, in its order. */
  public List<DataSource> dataSources() {
    return dataSources;
  }

  /** The directory of the files, below the base directory. */
  String directory() {
    return prefix + LAYOUT;
  }

  /** Whether a key's first part says that it is of this type and an older release. */
  boolean isOldName(String name) {
    return name.equals(oldName);
  }

  /** Whether a key's first part says that it is of this type and of any release since 9.0. */
  boolean isNewName(String name) {
    return name.startsWith(prefix);
  }

  /** Whether a key's first part says that it is of this type and of 9.0 itself. */
  boolean isLayoutsName(String name) {
    return name.equals(directory());
  }

  /** Fields of the data before the time stamp, which are for readers of the dump. */
  int skippedFields() {
    return skippedFields;
  }

  /** Data sources that older releases had no values for, at the end. */
  int missingInOld() {
    return missingInOld;
  }

  /** Names between slashes in an id. */
  int namesInId() {
    return namesInId;
  }
}

package dev.qbipc.server.impl.connection;

import dev.qbipc.linux.Credentials;
import dev.qbipc.linux.SystemCallException;
import dev.qbipc.linux.file.PrivateDirectory;
import dev.qbipc.linux.process.Processes;
import dev.qbipc.ring.ChunkReader;
import dev.qbipc.ring.Ring;
import dev.qbipc.ring.RingOwner;
import dev.qbipc.wire.ChunkDescriptor;
import dev.qbipc.wire.SetupResponseDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The three rings of a connection and the private directory of their six files (protocol, section
 * 2).
 *
 * <p>Made on a worker thread, handed to the reader, which unmaps it; the files are removed by a
 * worker again. Their names are kept here and never read back from shared memory.
 */
public final class RingSet {

  public static final String SHARED_MEMORY = "/dev/shm/";
  static final String DIRECTORY_PREFIX = "qb-";

  private final PrivateDirectory directory;
  private final List<String> fileNames;
  private final List<Ring> rings = new ArrayList<>();
  private final String basePath;
  private final String service;
  private final int maxMessageSize;

  private RingSet(PrivateDirectory directory, String service, int maxMessageSize) {
    this.directory = directory;
    this.service = service;
    this.maxMessageSize = maxMessageSize;
    this.basePath = directory.path() + "/" + DIRECTORY_PREFIX;
    this.fileNames = fileNames(service);
  }

  /**
   * Makes the directory, the files and the rings, and hands them to the client.
   *
   * @param peer the client
   * @param number of the connection's descriptor, part of the directory's name
   * @param maxMessageSize bytes
   * @throws SystemCallException ENOSPC, EMFILE; nothing is left then
   */
  public static RingSet create(
      String service, Credentials peer, int number, int maxMessageSize, RingOwner owner)
      throws SystemCallException {
    var prefix =
        SHARED_MEMORY
            + DIRECTORY_PREFIX
            + Processes.ownPid()
            + "-"
            + peer.pid()
            + "-"
            + number
            + "-";
    var set = new RingSet(PrivateDirectory.create(prefix), service, maxMessageSize);
    boolean complete = false;
    try {
      int dataSize = (int) ChunkDescriptor.dataSize(maxMessageSize, Processes.pageSize());
      for (String kind : KINDS) {
        set.rings.add(Ring.create(set.path(kind), dataSize, owner));
      }
      set.directory.handTo(owner.uid(), owner.gid());
      complete = true;
      return set;
    } finally {
      if (!complete) {
        set.unmap();
        set.removeFiles();
      }
    }
  }

  private static final String REQUEST = "request";
  private static final String RESPONSE = "response";
  private static final String EVENT = "event";
  private static final List<String> KINDS = List.of(REQUEST, RESPONSE, EVENT);

  private String path(String kind) {
    return basePath + kind + "-" + service;
  }

  /** The names of the six files in a connection's directory. */
  public static List<String> fileNames(String service) {
    return KINDS.stream()
        .map(kind -> DIRECTORY_PREFIX + kind + "-" + service)
        .flatMap(name -> Stream.of(name + Ring.HEADER_SUFFIX, name + Ring.DATA_SUFFIX))
        .toList();
  }

  /** The answer that tells the client where its rings are. */
  public byte[] grant() {
    return SetupResponseDescriptor.grant(
        maxMessageSize, path(REQUEST), path(RESPONSE), path(EVENT));
  }

  Ring request() {
    return rings.get(0);
  }

  /** The reading end of the request ring. Call it once. */
  ChunkReader requestReader() {
    int capacity = (request().words() - 1) * ChunkDescriptor.WORD;
    // So many read bytes the client can do without and still send its largest message.
    int reclaimLag = Math.max(0, capacity - maxMessageSize - ChunkDescriptor.MARGIN);
    return request().reader(reclaimLag);
  }

  Ring response() {
    return rings.get(1);
  }

  Ring event() {
    return rings.get(2);
  }

  /** Whether all files still have all their pages. */
  boolean areIntact() {
    return rings.stream().allMatch(Ring::isIntact);
  }

  int maxMessageSize() {
    return maxMessageSize;
  }

  /** Tells the client that it may not send any more: its next call fails with ENOTCONN. */
  void release() {
    for (Ring ring : rings) {
      // A client that has truncated it learns of the end by the hang-up.
      ring.setReferenceCount(0);
    }
  }

  public void unmap() {
    rings.forEach(Ring::unmap);
  }

  /**
   * Removes the files and the directory. Call it once, when the rings are mapped no more.
   *
   * @throws SystemCallException EACCES or EPERM if something is left that this process may not
   *     remove
   */
  public void removeFiles() throws SystemCallException {
    directory.remove(fileNames);
  }
}

package dev.qbipc.fuse.real;

import dev.qbipc.fuse.AttributeChange;
import dev.qbipc.fuse.Attributes;
import dev.qbipc.fuse.AttributesReply;
import dev.qbipc.fuse.Caller;
import dev.qbipc.fuse.CreateReply;
import dev.qbipc.fuse.DataReply;
import dev.qbipc.fuse.DirectoryReply;
import dev.qbipc.fuse.DoneReply;
import dev.qbipc.fuse.EntryReply;
import dev.qbipc.fuse.FileSystem;
import dev.qbipc.fuse.Name;
import dev.qbipc.fuse.OpenFlags;
import dev.qbipc.fuse.OpenReply;
import dev.qbipc.fuse.RoomReply;
import dev.qbipc.fuse.WriteReply;
import dev.qbipc.linux.Errno;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Files in the root directory, which the kernel may know by heart for an hour, and names that say
 * what becomes of calls with them. mkdir: {@code later...}, {@code signalled...} and {@code
 * abandoned...} are answered when the test says so, the latter two with EINTR once the caller is
 * sent a signal, or killed; {@code block...} holds its thread up until then; {@code throw} and
 * {@code silent} fail. lookup, of which there can be several at a time: {@code find-later...} and
 * {@code find-block...}.
 */
final class TestFiles implements FileSystem {

  private static final long HOUR = TimeUnit.HOURS.toNanos(1);
  private static final int PERMISSIONS = 0644;
  private static final int ALL_PERMISSIONS = 07777;
  private static final int O_TRUNC = 01000;

  /** A file or a directory. */
  private static final class Node {
    final long id;
    int mode;
    byte[] data = {};
    int links = 1;

    Node(long id, int mode) {
      this.id = id;
      this.mode = mode;
    }
  }

  private final Map<Long, Node> nodes = new ConcurrentHashMap<>();
  private final Map<Name, Node> names = new LinkedHashMap<>();
  private final Map<String, EntryReply> later = new ConcurrentHashMap<>();
  private final List<Integer> writes = new ArrayList<>();
  private final Semaphore released = new Semaphore(0);
  private final AtomicInteger blocked = new AtomicInteger();
  private long lastId = ROOT;

  TestFiles() {
    nodes.put(ROOT, new Node(ROOT, Attributes.DIRECTORY | 0755));
  }

  // ---- what tests ask for ----

  synchronized Node node(String name) {
    return names.get(Name.of(name));
  }

  long id(String name) {
    return node(name).id;
  }

  /** Changes a file's size, or makes it, other than by a call of the mount. */
  synchronized void resize(String name, int size) {
    Node node = names.get(Name.of(name));
    if (node == null) {
      node = add(Name.of(name), Attributes.FILE | PERMISSIONS);
    }
    node.data = Arrays.copyOf(node.data, size);
  }

  synchronized void fill(String name, byte value) {
    Arrays.fill(names.get(Name.of(name)).data, value);
  }

  /** Takes a name away other than by a call of the mount. */
  synchronized long drop(String name) {
    return names.remove(Name.of(name)).id;
  }

  synchronized List<Integer> writes() {
    return List.copyOf(writes);
  }

  boolean isWaiting(String name) {
    return later.containsKey(name);
  }

  /** Gives an answer that was put off; returns whether the caller has got it. */
  boolean answer(String name, int errno) {
    EntryReply reply = later.remove(name);
    return errno == 0 ? made(Name.of(name), reply) : reply.error(errno);
  }

  void release() {
    released.release(blocked.get());
  }

  int blocked() {
    return blocked.get();
  }

  // ---- the file system ----

  private synchronized Node add(Name name, int mode) {
    Node node = new Node(++lastId, mode);
    nodes.put(node.id, node);
    names.put(name.copy(), node);
    return node;
  }

  private static Attributes describe(Node node, Attributes attributes) {
    return attributes
        .setInode(node.id)
        .setMode(node.mode)
        .setLinks(node.links)
        .setSize(node.data.length)
        .setBlocks((node.data.length + 511) / 512);
  }

  private static boolean entry(Node node, EntryReply reply) {
    return reply.entry(node.id, 0, describe(node, reply.attributes()), HOUR, HOUR);
  }

  @Override
  public void lookup(Caller caller, long directory, Name name, EntryReply reply) {
    String text = name.toString();
    if (text.startsWith("find-later")) {
      later.put(text, reply.later());
    } else {
      if (text.startsWith("find-block")) {
        block();
      }
      found(directory, name, reply);
    }
  }

  private synchronized void found(long directory, Name name, EntryReply reply) {
    Node node = names.get(name);
    if (node == null || directory != ROOT) {
      reply.missing(HOUR);
    } else {
      entry(node, reply);
    }
  }

  @Override
  public synchronized void getattr(Caller caller, long node, long handle, AttributesReply reply) {
    reply.attributes(describe(nodes.get(node), reply.attributes()), HOUR);
  }

  @Override
  public synchronized void setattr(
      Caller caller, long id, AttributeChange change, AttributesReply reply) {
    Node node = nodes.get(id);
    if (change.hasSize()) {
      node.data = Arrays.copyOf(node.data, (int) change.size());
    }
    if (change.hasMode()) {
      node.mode = node.mode & ~ALL_PERMISSIONS | change.mode() & ALL_PERMISSIONS;
    }
    reply.attributes(describe(node, reply.attributes()), HOUR);
  }

  @Override
  public void mkdir(Caller caller, long directory, Name name, int mode, EntryReply reply) {
    String text = name.toString();
    if (text.startsWith("later")) {
      EntryReply late = reply.later();
      later.put(text, late);
    } else if (text.startsWith("signalled")) {
      EntryReply late = reply.later();
      later.put(text, late);
      late.onInterrupt(() -> late.error(Errno.EINTR));
    } else if (text.startsWith("abandoned")) {
      EntryReply late = reply.later();
      later.put(text, late);
      late.onAbandoned(() -> late.error(Errno.EINTR));
    } else if (text.startsWith("block")) {
      block();
      made(name, reply);
    } else if (text.equals("throw")) {
      throw new IllegalStateException("as the test wants it");
    } else if (!text.equals("silent")) {
      made(name, reply);
    }
  }

  private void block() {
    blocked.incrementAndGet();
    released.acquireUninterruptibly();
    blocked.decrementAndGet();
  }

  private boolean made(Name name, EntryReply reply) {
    return entry(add(name, Attributes.DIRECTORY | 0755), reply);
  }

  @Override
  public synchronized void create(
      Caller caller, long directory, Name name, int flags, int mode, CreateReply reply) {
    Node node = add(name, mode);
    reply.created(
        node.id, 0, describe(node, reply.attributes()), HOUR, HOUR, node.id, OpenFlags.DIRECT_IO);
  }

  @Override
  public synchronized void open(Caller caller, long id, int flags, OpenReply reply) {
    if ((flags & O_TRUNC) != 0) {
      nodes.get(id).data = new byte[0];
    }
    reply.opened(id, OpenFlags.DIRECT_IO);
  }

  @Override
  public synchronized void read(
      Caller caller, long id, long handle, long offset, int size, DataReply reply) {
    byte[] data = nodes.get(handle).data;
    int from = (int) Math.min(offset, data.length);
    reply.data(data, from, Math.min(size, data.length - from));
  }

  @Override
  public synchronized void write(
      Caller caller, long id, long handle, long offset, ByteBuffer bytes, WriteReply reply) {
    Node node = nodes.get(handle);
    int length = bytes.remaining();
    writes.add(length);
    int end = (int) offset + length;
    if (end > node.data.length) {
      node.data = Arrays.copyOf(node.data, end);
    }
    bytes.get(node.data, (int) offset, length);
    reply.written(length);
  }

  @Override
  public synchronized void unlink(Caller caller, long directory, Name name, DoneReply reply) {
    names.remove(name).links = 0;
    reply.done();
  }

  @Override
  public synchronized void rmdir(Caller caller, long directory, Name name, DoneReply reply) {
    unlink(caller, directory, name, reply);
  }

  @Override
  public synchronized void rename(
      Caller caller,
      long directory,
      Name name,
      long newDirectory,
      Name newName,
      int flags,
      DoneReply reply) {
    if (flags != 0) {
      reply.error(Errno.EINVAL);
    } else {
      names.put(newName.copy(), names.remove(name));
      reply.done();
    }
  }

  @Override
  public synchronized void readdir(
      Caller caller, long id, long handle, long offset, DirectoryReply reply) {
    long next = 0;
    if (id == ROOT) {
      for (Map.Entry<Name, Node> entry : names.entrySet()) {
        Node node = entry.getValue();
        if (next++ >= offset && !reply.add(node.id, next, node.mode, entry.getKey())) {
          break;
        }
      }
    }
    reply.done();
  }

  @Override
  public void statfs(Caller caller, long node, RoomReply reply) {
    reply.room(4096, 1000, 500, 100, 50, 255);
  }
}

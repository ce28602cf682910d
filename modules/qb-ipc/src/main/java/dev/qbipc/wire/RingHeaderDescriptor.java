package dev.qbipc.wire;

/**
 * The header file of a ring (protocol, section 3.2; libqb {@code ringbuffer_int.h}), x86_64 and
 * aarch64 with glibc.
 *
 * <pre>
 *      0  write_pt     word index of the next chunk to write; only the writer changes it
 *      4  read_pt      word index of the next chunk to read; only the reader changes it
 *      8  word_size    words in the data file
 *     12  hdr_path     4096 bytes, zero-terminated: this file
 *   4108  data_path    4096 bytes, zero-terminated: the data file; a client opens this one
 *   8204  ref_count    1 at creation, 2 with a client; a client sends only while it is 2
 *   8208  semaphore    sem_t, 32 bytes
 *   8240  user data    the request ring's flow-control word; absent in the other rings
 * </pre>
 *
 * <p>The semaphore is glibc's since 2.21: counted by one 32-bit value that is also the futex word.
 *
 * <pre>
 *   8208  value        chunks posted and not taken; sem_post adds 1
 *   8212  waiters      sem_post calls the kernel only while this is not 0
 *   8216  128          says "shared between processes"
 * </pre>
 */
public final class RingHeaderDescriptor {

  /** Word index of the next chunk to write. */
  public static final int WRITE_POINTER_OFFSET = 0;

  /** Word index of the next chunk to read. */
  public static final int READ_POINTER_OFFSET = 4;

  /** Words in the data file. */
  public static final int WORD_SIZE_OFFSET = 8;

  /** Path of the header file. */
  public static final int HEADER_PATH_OFFSET = 12;

  /** Path of the data file. */
  public static final int DATA_PATH_OFFSET = 4108;

  /** How many processes have the ring open. */
  public static final int REFERENCE_COUNT_OFFSET = 8204;

  /** The semaphore's value, which is also its futex word. */
  public static final int SEMAPHORE_VALUE_OFFSET = 8208;

  /** How many threads sleep on the semaphore. */
  public static final int SEMAPHORE_WAITERS_OFFSET = 8212;

  /** Whether processes share the semaphore. */
  public static final int SEMAPHORE_SHARED_OFFSET = 8216;

  /** The flow-control word of a request ring. */
  public static final int FLOW_CONTROL_OFFSET = 8240;

  /** The value at {@link #SEMAPHORE_SHARED_OFFSET} in a semaphore that processes share. */
  public static final int SEMAPHORE_SHARED = 128;

  /** The room for each path in bytes, including the terminating zero. */
  public static final int PATH_SIZE = 4096;

  /**
   * The length of a header file with the flow-control word: the request ring's, and all three of
   * libqb's server.
   */
  public static final int SIZE_WITH_USER_DATA = 8252;

  /** The length of a header file without it: clients cut response and event rings to this. */
  public static final int SIZE = 8248;

  private RingHeaderDescriptor() {}
}

package dev.pmxcfs.api;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The cluster as the local node knows it: what operations answer from, and what they may do.
 *
 * <p>Answers come whole, as clients get them: an operation decodes a request, asks, and replies.
 * Any thread may call the methods, and none waits for a disk or another node. Where a directory is
 * served in place of a database, those that answer from its files wait until what changed in it
 * before is read, some milliseconds as a rule and half a minute at the most.
 *
 * <p>Names, paths and texts are bytes in any encoding or none, without a NUL. Arrays are shared
 * with other callers: not to be written to.
 */
public interface Cluster {

  /**
   * Whether the methods that answer from configuration files answer by all that programs were told
   * is written. What programs write into mounted files bit by bit is stored a moment later; whoever
   * looks must see it before, and {@linkplain #settle waits} for it without a thread.
   */
  default boolean isSettled() {
    return true;
  }

  /**
   * Has everything stored that programs were told is written.
   *
   * @return completes when it is, or refused; or after two seconds, since nobody waits for ever for
   *     a disk. Completes on any thread, which must not be held up, and does not fail
   */
  default CompletionStage<Void> settle() {
    return CompletableFuture.completedFuture(null);
  }

  /**
   * The answer to GET_FS_VERSION: what changed how often, made anew only after something in it
   * changed (operations, section 4.1).
   */
  byte[] fsVersion();

  /**
   * The answer to GET_CLUSTER_INFO: the node and its cluster, made anew only after something in it
   * changed (operations, section 4.2).
   */
  byte[] clusterInfo();

  /**
   * The answer to GET_GUEST_LIST: all guests and their nodes, kept until something in it changes
   * (operations, section 4.3).
   */
  byte[] guestList();

  /**
   * The answer to GET_CLUSTER_LOG: the newest messages, the newest first (operations, section 4.8).
   *
   * @param user the complete name of the user whose messages are wanted; empty for all users
   * @param max the maximum number of messages
   */
  byte[] clusterLog(ByteString user, long max);

  /**
   * The answer to GET_RRD_DUMP: the newest measurements, kept for two seconds (operations, section
   * 4.9).
   */
  byte[] rrdDump();

  /**
   * The answer to GET_GUEST_CONFIG_PROPERTIES for one guest (operations, sections 4.11 and 5.8).
   *
   * @param vmid of the guest
   * @param names the properties, in the order of the answer
   * @param maxLength the number of bytes that the client can read
   * @return empty if the guest's configuration is empty, or if there is no such guest
   * @throws AnswerTooLongException if the answer has more bytes than that
   */
  Optional<byte[]> guestProperties(long vmid, List<ByteString> names, int maxLength);

  /**
   * The answer to GET_GUEST_CONFIG_PROPERTIES for all guests, kept until a guest changes
   * (operations, sections 4.11 and 5.8). Names that no guest has cost a look-up.
   *
   * @param names as for the other
   * @param maxLength as for the other
   * @throws AnswerTooLongException as for the other
   */
  byte[] guestProperties(List<ByteString> names, int maxLength);

  /**
   * Whether a guest has a VMID.
   *
   * @param vmid 1 to 4294967295
   */
  boolean hasGuest(long vmid);

  /**
   * The contents of a configuration file (operations, sections 4.6 and 5.1).
   *
   * @param path names between slashes; empty names do not count
   * @return empty if there is no such file
   */
  Optional<byte[]> config(ByteString path);

  /**
   * The names in a directory of the configuration, by their bytes.
   *
   * @param path as for {@link #config}; an empty one is the root
   * @return empty if there is no such directory
   */
  Optional<List<ByteString>> names(ByteString path);

  /**
   * Whether a path is hidden from read-only connections, existing or not: {@code priv} and {@code
   * nodes/<node>/priv}, and all below (operations, section 4.6).
   *
   * @param path as for {@link #config}
   */
  boolean isPrivate(ByteString path);

  /**
   * Whether an API token is one of those in {@code priv/token.cfg} (operations, section 4.12).
   *
   * @param token id, blank and secret, without a line feed
   */
  boolean isToken(byte[] token);

  /**
   * What a node has published under a key, just as it was set; neither its address nor measurements
   * (operations, section 4.5).
   *
   * @param node its name; an empty one stands for the local node
   * @return nothing if the node or the key is unknown
   */
  Optional<byte[]> status(ByteString node, ByteString key);

  /**
   * Publishes a value of the local node (operations, section 4.4).
   *
   * <table>
   * <caption>What a key means</caption>
   * <tr><th>key</th><th>value</th><th>goes to</th></tr>
   * <tr><td>{@code rrd/...}</td><td>1 to 4095 bytes with a NUL at the end</td>
   *     <td>the measurements, and on to an RRD file</td></tr>
   * <tr><td>{@code nodeip}</td><td>1 to 255 bytes with a NUL at the end</td>
   *     <td>the node's address</td></tr>
   * <tr><td>any other</td><td>0 to 32768 bytes; none removes the key</td>
   *     <td>the node's values</td></tr>
   * </table>
   *
   * @param key what the value is
   * @param value not to be written to any more
   */
  Publication publish(ByteString key, byte[] value);

  /**
   * Adds a message of the local node to the cluster log (operations, section 4.7). Names lose what
   * is beyond 254 bytes, a message what does not fit the 4096 bytes of an entry.
   *
   * @param priority as in syslog, 0 to 7; a message of any other is dropped
   * @param ident the user or service it is about
   * @param tag the program
   * @param pid the process that writes it
   * @param message any text, UTF-8 or not
   */
  void log(int priority, ByteString ident, ByteString tag, int pid, ByteString message);
}

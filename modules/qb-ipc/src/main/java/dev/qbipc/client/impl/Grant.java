package dev.qbipc.client.impl;

import dev.qbipc.QbException;
import dev.qbipc.linux.Credentials;
import dev.qbipc.linux.Errno;
import dev.qbipc.wire.SetupResponseDescriptor;
import java.util.regex.Pattern;

/**
 * A server's answer that grants a connection, validated (protocol, section 1.4).
 *
 * @param server the server's real ids
 * @param maxMessageSize the largest request, in bytes
 * @param request base path of the request ring's files
 * @param response base path of the response ring's files
 * @param event base path of the event ring's files
 */
record Grant(
    Credentials server, int maxMessageSize, String request, String response, String event) {

  private static final int TYPE_POSIX_MQ = 2;
  private static final int TYPE_SYSV_MQ = 3;

  /** The most characters that libqb gives a path (protocol, section 1.4). */
  private static final int MAX_PATH = 254;

  static final String SHARED_MEMORY = "/dev/shm/";

  /**
   * What both sides put before the relative names of servers up to 1.0.3 (protocol, section 11).
   */
  private static final String RELATIVE_NAME_PREFIX = SHARED_MEMORY + "qb-";

  private static final Pattern ABSOLUTE_PATH =
      Pattern.compile(SHARED_MEMORY + "(?:qb-[^/]+/)?qb-[^/]+");
  private static final Pattern RELATIVE_NAME = Pattern.compile("[^/]+");

  /**
   * Reads a server's answer.
   *
   * @param answer all of it
   * @throws QbException the errno of a refusal; EOPNOTSUPP for a transport other than shared
   *     memory, EINVAL for one that does not exist, or for sizes and paths that cannot be
   */
  static Grant read(String service, byte[] answer, Credentials server) {
    int error = SetupResponseDescriptor.error(answer);
    if (error != 0) {
      // Negative, but libqb 1.0.4 sent some positive ones (protocol, section 11).
      throw new QbException(Math.abs(error), "service " + service + " refused the connection");
    }
    checkType(service, SetupResponseDescriptor.type(answer));
    return new Grant(
        server,
        size(service, SetupResponseDescriptor.maxMessageSize(answer)),
        path(service, SetupResponseDescriptor.requestPath(answer)),
        path(service, SetupResponseDescriptor.responsePath(answer)),
        path(service, SetupResponseDescriptor.eventPath(answer)));
  }

  private static void checkType(String service, int type) {
    switch (type) {
      case SetupResponseDescriptor.TYPE_SHM -> {}
      case SetupResponseDescriptor.TYPE_SOCKET, TYPE_POSIX_MQ, TYPE_SYSV_MQ ->
          throw new QbException(
              Errno.EOPNOTSUPP, "service " + service + " wants connection type " + type);
      default ->
          throw new QbException(
              Errno.EINVAL, "service " + service + " answers with connection type " + type);
    }
  }

  private static int size(String service, long maxMessageSize) {
    if (maxMessageSize > Integer.MAX_VALUE) {
      throw new QbException(
          Errno.EINVAL, "service " + service + " grants messages of " + maxMessageSize + " bytes");
    }
    return (int) maxMessageSize;
  }

  private static String path(String service, String name) {
    boolean absolute = name.startsWith("/");
    Pattern form = absolute ? ABSOLUTE_PATH : RELATIVE_NAME;
    if (name.length() > MAX_PATH || !form.matcher(name).matches()) {
      throw new QbException(
          Errno.EINVAL, "service " + service + " names a file that cannot be a ring's: " + name);
    }
    return absolute ? name : RELATIVE_NAME_PREFIX + name;
  }
}

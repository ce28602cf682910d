package dev.qbipc.server.impl.accept;

import dev.qbipc.QbException;
import dev.qbipc.linux.SystemCallException;
import dev.qbipc.linux.socket.SocketFile;
import dev.qbipc.linux.socket.UnixSocket;
import dev.qbipc.server.QbServerOptions;
import dev.qbipc.wire.SocketAddressDescriptor;

/** The socket that clients connect to, under its name (protocol, sections 1.1 and 1.2). */
public final class ListeningSocket {

  private final UnixSocket socket;
  private final SocketFile file;

  private ListeningSocket(UnixSocket socket, SocketFile file) {
    this.socket = socket;
    this.file = file;
  }

  /**
   * Binds the service's name and listens.
   *
   * @throws QbException EADDRINUSE when the abstract name is taken, ENOTDIR or ENOENT without
   *     socket directory
   */
  public static ListeningSocket bind(QbServerOptions options) {
    String service = options.getService();
    int backlog = options.getHandshakeOptions().getBacklog();
    try {
      if (!options.getSocketMode().isInFileSystem()) {
        byte[] address = SocketAddressDescriptor.abstractAddress(service);
        var socket = UnixSocket.listen(address, "@" + service, backlog);
        return new ListeningSocket(socket, null);
      }
      byte[] address =
          SocketAddressDescriptor.fileAddress(options.getSocketDirectory() + "/" + service);
      var file = new SocketFile(SocketAddressDescriptor.path(address));
      file.clear();
      var socket = UnixSocket.listen(address, file.path(), backlog);
      var listening = new ListeningSocket(socket, file);
      try {
        file.bound();
        file.openToEverybody();
        return listening;
      } catch (SystemCallException e) {
        listening.close();
        throw e;
      }
    } catch (SystemCallException e) {
      throw new QbException(e.errno(), "cannot listen as service " + service, e);
    }
  }

  public UnixSocket socket() {
    return socket;
  }

  public void close() {
    // The name first: while the socket is open, no other file can get its inode.
    if (file != null) {
      file.remove();
    }
    socket.close();
  }
}

package dev.qbipc.server.impl.connection;

import dev.qbipc.server.impl.reader.RingReader;

/** Sends requests to whatever answers them. */
public interface Dispatcher {

  /**
   * Sends a request on its way, which begins with {@link RequestImpl#begin}.
   *
   * @param reader on whose thread this is called
   */
  void dispatch(RequestImpl request, RingReader reader);
}

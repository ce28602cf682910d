package dev.qbipc.conformance;

import dev.qbipc.libqb.OutputLines;
import dev.qbipc.server.ServiceStats;

/** A running conformance service. Closing it ends it cleanly. */
public interface ServerUnderTest extends AutoCloseable {

  /** The name clients connect to. */
  String service();

  /** The process it runs in. */
  int pid();

  /** Its callbacks' names in the order they ran: accept, created, closed, destroyed. */
  OutputLines callbacks();

  /** Sets how willingly requests are taken, from outside any request; 0 to 4 as in libqb. */
  void rateLimit(int limit);

  /** How many connections there are and were, which is what libqb's counts. */
  ServiceStats stats();

  @Override
  void close();
}

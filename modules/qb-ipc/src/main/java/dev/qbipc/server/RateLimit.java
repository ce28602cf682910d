package dev.qbipc.server;

/**
 * Whether clients may send requests (protocol, section 5; libqb {@code
 * qb_ipcs_request_rate_limit}).
 *
 * <p>Each level writes a flow-control word that clients check before they send. The word 1 stops
 * all clients; the word 2 stops only clients that have opted in.
 */
public enum RateLimit {
  /**
   * Clients may send. libqb's servers take up to 50 requests of a connection at a time; this one
   * shares its time out by {@link Scheduling}, whichever of these three levels is set.
   */
  FAST(0),
  /** Clients may send; in libqb's servers, 5 requests of a connection at a time. */
  NORMAL(0),
  /** Clients may send; in libqb's servers, one request of a connection at a time. */
  SLOW(0),
  /** Clients get EAGAIN; requests that slipped in wait. */
  OFF(1),
  /**
   * Clients that opted in get EAGAIN (libqb {@code qb_ipcc_fc_enable_max_set}, {@code
   * QB_IPCS_RATE_OFF_2}); requests of the others wait in the ring.
   */
  OFF_FOR_WILLING(2);

  private final int flowControl;

  RateLimit(int flowControl) {
    this.flowControl = flowControl;
  }

  /** {@return the flow-control word of this level} */
  public int flowControl() {
    return flowControl;
  }
}

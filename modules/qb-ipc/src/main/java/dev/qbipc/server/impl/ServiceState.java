package dev.qbipc.server.impl;

/** The states of a service's life, in their order. */
enum ServiceState {
  /** Operations may be put in service; no client can connect. */
  NEW("has not begun to listen"),
  /** From the call of listen on, also before it completes. */
  LISTENING("listens already"),
  CLOSING("is closing"),
  CLOSED("is closed");

  private final String words;

  ServiceState(String words) {
    this.words = words;
  }

  /** Whether nothing can be asked of the service any more. */
  boolean isOver() {
    return this == CLOSING || this == CLOSED;
  }

  /** The state of a service, as a sentence. */
  String of(String service) {
    return "service " + service + " " + words;
  }
}

package dev.pmxcfs.mount.kernel;

import dev.pmxcfs.mount.NodeAttributes;

/** What a thread needs to answer calls, made once for each. */
final class Answering {

  private static final ThreadLocal<Answering> OWN = ThreadLocal.withInitial(Answering::new);

  final NodeAttributes attributes = new NodeAttributes();
  final SoughtName sought = new SoughtName();
  final ShownName shown = new ShownName();

  private Answering() {}

  /** The calling thread's. */
  static Answering own() {
    return OWN.get();
  }
}

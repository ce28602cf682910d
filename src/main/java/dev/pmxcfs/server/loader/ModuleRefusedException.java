package dev.pmxcfs.server.loader;

/** A module is not put in service. What served before goes on to serve. */
public final class ModuleRefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  /**
   * @param what the jar or the module
   * @param reason why, in one line
   */
  ModuleRefusedException(Object what, String reason) {
    super(what + ": " + reason);
  }

  /** As above, with what led to it. */
  ModuleRefusedException(Object what, String reason, Throwable cause) {
    super(what + ": " + reason, cause);
  }
}

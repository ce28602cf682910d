package dev.pmxcfs.ipc.modules;

/** A module is not put in service. What served before goes on to serve. */
public final class ModuleRefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  /**
   * @param what the jar or the module
   * @param reason why
   */
  ModuleRefusedException(Object what, String reason) {
    super(line(what, reason));
  }

  /** As above, with what led to it. */
  ModuleRefusedException(Object what, String reason, Throwable cause) {
    super(line(what, reason), cause);
  }

  /** What a module's own code says may have several. */
  private static String line(Object what, String reason) {
    return (what + ": " + reason).replaceAll("\\R\\s*", "; ");
  }
}

package dev.pmxcfs.ipc.blackbox;

import sun.misc.Signal;

/**
 * Has SIGUSR1 print a blackbox to standard error, also for who finds no admin service there.
 *
 * <p>Java has {@code sun.misc.Signal} for that and nothing else: a package that its module exports
 * to all (JEP 260).
 */
public final class DumpSignal {

  private static final String NAME = "USR1";

  private DumpSignal() {}

  /** From now on, until the process ends. */
  public static void prints(Blackbox blackbox) {
    Signal.handle(new Signal(NAME), signal -> print(blackbox));
  }

  private static void print(Blackbox blackbox) {
    // whatever the log level is: somebody has asked
    System.err.println("SIGUSR1: the latest events");
    blackbox.entries().forEach(System.err::println);
  }
}

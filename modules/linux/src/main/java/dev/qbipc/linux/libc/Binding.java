package dev.qbipc.linux.libc;

/** Which table calls go through: the C library itself, unless a test has put another there. */
final class Binding {

  static final Libc C_LIBRARY = new NativeLibc();

  static volatile Libc current = C_LIBRARY;

  private Binding() {}
}

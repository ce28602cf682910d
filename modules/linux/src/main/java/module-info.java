/**
 * System calls for the JVM on Linux, under their C names and with their error numbers.
 *
 * <p>{@code dev.qbipc.linux.event} alone needs Vert.x and Netty, which who uses it has anyway.
 */
// JNA has a name, but no descriptor
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module dev.qbipc.linux {
  requires transitive com.sun.jna;
  requires static transitive io.netty.common;
  requires static transitive io.netty.transport;
  requires static transitive io.netty.transport.classes.epoll;
  requires static transitive io.netty.transport.unix.common;
  requires static transitive io.vertx.core;

  exports dev.qbipc.linux;
  exports dev.qbipc.linux.device;
  exports dev.qbipc.linux.event;
  exports dev.qbipc.linux.file;
  exports dev.qbipc.linux.memory;
  exports dev.qbipc.linux.mount;
  exports dev.qbipc.linux.process;
  exports dev.qbipc.linux.socket;

  opens dev.qbipc.linux.libc to
      com.sun.jna;
}

package dev.qbipc.libqb;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;

/**
 * The client functions of the installed libqb, under their C names ({@code qb/qbipcc.h}; protocol,
 * section 10). Handles and addresses are 64-bit longs; 0 is NULL.
 */
final class Libqb {

  static {
    try {
      Native.register(Libqb.class, "qb");
    } catch (UnsatisfiedLinkError e) {
      throw new IllegalStateException("no libqb: install the package libqb-dev", e);
    }
  }

  private Libqb() {}

  static native long qb_ipcc_connect(String name, long maxMessageSize);

  static native long qb_ipcc_connect_async(String name, long maxMessageSize, IntByReference fd);

  static native int qb_ipcc_connect_continue(long connection);

  static native int qb_ipcc_verify_dgram_max_msg_size(long maxMessageSize);

  static native void qb_ipcc_disconnect(long connection);

  static native int qb_ipcc_fd_get(long connection, IntByReference fd);

  static native int qb_ipcc_auth_get(
      long connection, IntByReference pid, IntByReference uid, IntByReference gid);

  static native int qb_ipcc_fc_enable_max_set(long connection, int max);

  static native long qb_ipcc_send(long connection, Pointer message, long length);

  static native long qb_ipcc_sendv(long connection, Pointer iovec, long count);

  static native long qb_ipcc_recv(
      long connection, Pointer message, long capacity, int timeoutMillis);

  static native long qb_ipcc_sendv_recv(
      long connection, Pointer iovec, int count, Pointer message, long capacity, int timeoutMillis);

  static native long qb_ipcc_event_recv(
      long connection, Pointer message, long capacity, int timeoutMillis);

  static native void qb_ipcc_context_set(long connection, long context);

  static native long qb_ipcc_context_get(long connection);

  static native int qb_ipcc_is_connected(long connection);

  static native int qb_ipcc_get_buffer_size(long connection);
}

package dev.pmxcfs.operations.config;

import dev.pmxcfs.api.AnswerTooLongException;
import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.api.Cluster;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.Request;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * GET_GUEST_CONFIG_PROPERTY and GET_GUEST_CONFIG_PROPERTIES: values from the configuration of
 * guests (operations, sections 4.10, 4.11 and 5.8). They differ in how a request names the
 * properties.
 *
 * <p>Fails with EINVAL for a reserved VMID or a malformed payload, with ENOENT for a guest that
 * does not exist, with EIO for one whose configuration is empty, and with EFBIG if the client's
 * buffer cannot hold the answer, which the C server sends all the same (defect D12). The guest is
 * looked up before the names of the properties are decoded.
 */
final class GetGuestProperties extends SettledOperation {

  /** The message id of GET_GUEST_CONFIG_PROPERTY. */
  static final int PROPERTY_ID = 11;

  /** The message id of GET_GUEST_CONFIG_PROPERTIES. */
  static final int PROPERTIES_ID = 13;

  private static final long ALL_GUESTS = 0;
  private static final long FIRST_VMID = 100;

  private final Function<Request, Optional<List<ByteString>>> decoder;

  private GetGuestProperties(
      Cluster cluster, Function<Request, Optional<List<ByteString>>> decoder) {
    super(cluster);
    this.decoder = decoder;
  }

  /** The operation for one property. */
  static GetGuestProperties ofOneName(Cluster cluster) {
    return new GetGuestProperties(cluster, GuestPropertyDescriptor::names);
  }

  /** The operation for several properties. */
  static GetGuestProperties ofNames(Cluster cluster) {
    return new GetGuestProperties(cluster, GuestPropertiesDescriptor::names);
  }

  @Override
  public void handle(Request request) {
    Optional<Long> vmid = GuestPropertyDescriptor.vmid(request);
    if (vmid.isEmpty() || isReserved(vmid.get())) {
      request.fail(Errno.EINVAL);
      return;
    }
    if (cluster().isSettled()) {
      answer(request, vmid.get(), () -> decoder.apply(request));
    } else {
      Optional<List<ByteString>> names = decoder.apply(request);
      whenSettled(request, () -> answer(request, vmid.get(), () -> names));
    }
  }

  private void answer(Request request, long vmid, Supplier<Optional<List<ByteString>>> decoded) {
    if (vmid != ALL_GUESTS && !cluster().hasGuest(vmid)) {
      request.fail(Errno.ENOENT);
      return;
    }
    Optional<List<ByteString>> names = decoded.get();
    if (names.isEmpty()) {
      request.fail(Errno.EINVAL);
      return;
    }
    try {
      Optional<byte[]> answer = answer(vmid, names.get(), request.maxNegotiatedReplyLength());
      answer.ifPresentOrElse(request::reply, () -> request.fail(Errno.EIO));
    } catch (AnswerTooLongException e) {
      request.fail(Errno.EFBIG);
    }
  }

  private static boolean isReserved(long vmid) {
    return vmid != ALL_GUESTS && vmid < FIRST_VMID;
  }

  private Optional<byte[]> answer(long vmid, List<ByteString> names, int maxLength) {
    return vmid == ALL_GUESTS
        ? Optional.of(cluster().guestProperties(names, maxLength))
        : cluster().guestProperties(vmid, names, maxLength);
  }
}

package dev.pmxcfs.operations.status;

import dev.pmxcfs.operations.status.rrd.RrdWriter;
import dev.pmxcfs.state.ClusterState;
import dev.pmxcfs.state.tree.ByteString;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.OperationVerticle;
import dev.qbipc.server.Request;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;

/**
 * SET_STATUS: publishes a value of the local node (operations specification, section 4.4).
 *
 * <table>
 * <caption>Where a value goes</caption>
 * <tr><th>key</th><th>value</th><th>goes to</th></tr>
 * <tr><td>{@code rrd/...}</td><td>1 to 4095 bytes with a NUL at the end</td>
 *     <td>the dump of measurements, and an RRD file</td></tr>
 * <tr><td>{@code nodeip}</td><td>1 to 255 bytes with a NUL at the end</td>
 *     <td>the node's address</td></tr>
 * <tr><td>any other</td><td>0 to 32768 bytes; none removes the key</td>
 *     <td>the key-value store</td></tr>
 * </table>
 *
 * <p>Fails with EPERM on a read-only connection, whatever it sends; with EINVAL where the payload
 * is shorter than a key; with EFBIG for a value longer than 32768 bytes; and with ENOMEM for one
 * that its key does not allow. A failing RRD file is no failure.
 */
final class SetStatus extends OperationVerticle {

  /** The message id. */
  static final int ID = 4;

  private static final int MAX_VALUE = 32_768;
  private static final int MAX_MEASUREMENTS = 4_095;
  private static final int MAX_NODE_IP = 255;

  private static final ByteString MEASUREMENTS = ByteString.of("rrd/");
  private static final ByteString NODE_IP = ByteString.of("nodeip");

  private final ClusterState state;

  SetStatus(ClusterState state) {
    this.state = state;
  }

  /** Brings along who writes the measurements to files; it goes when this operation goes. */
  @Override
  public Future<?> start() throws Exception {
    var onAnEventLoop = new DeploymentOptions().setThreadingModel(ThreadingModel.EVENT_LOOP);
    Future<?> writing = vertx.deployVerticle(new RrdWriter(state.rrd()), onAnEventLoop);
    return Future.all(super.start(), writing);
  }

  @Override
  protected void handle(Request request) {
    if (request.connection().isReadOnly()) {
      request.fail(Errno.EPERM);
    } else if (request.length() < StatusDescriptor.SET_MIN_LENGTH) {
      request.fail(Errno.EINVAL);
    } else if (StatusDescriptor.valueLength(request) > MAX_VALUE) {
      request.fail(Errno.EFBIG);
    } else if (set(StatusDescriptor.key(request), StatusDescriptor.value(request))) {
      request.reply();
    } else {
      request.fail(Errno.ENOMEM);
    }
  }

  /** Puts a value where its key says, or returns that the key does not allow it. */
  private boolean set(ByteString key, byte[] value) {
    if (key.startsWith(MEASUREMENTS)) {
      if (!isString(value, MAX_MEASUREMENTS)) {
        return false;
      }
      state.rrd().set(key.substring(MEASUREMENTS.length()), string(value));
    } else if (key.equals(NODE_IP)) {
      if (!isString(value, MAX_NODE_IP)) {
        return false;
      }
      state.status().setNodeIp(string(value));
    } else if (value.length == 0) {
      state.status().remove(key);
    } else {
      state.status().set(key, value);
    }
    return true;
  }

  private static boolean isString(byte[] value, int max) {
    return value.length > 0 && value.length <= max && value[value.length - 1] == 0;
  }

  private static ByteString string(byte[] value) {
    return ByteString.copyUntilNul(value, 0, value.length);
  }
}

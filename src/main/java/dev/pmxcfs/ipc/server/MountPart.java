package dev.pmxcfs.ipc.server;

import dev.pmxcfs.ipc.mount.ServedMount;
import dev.qbipc.fuse.MountException;
import dev.qbipc.fuse.session.SessionEnd;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The mount of the configuration tree, of a server that has one. */
final class MountPart {

  private static final Logger LOG = LoggerFactory.getLogger(MountPart.class);

  private final Vertx vertx;
  private final PmxcfsServerOptions options;
  private final ConfigurationPart configuration;
  private final Promise<Void> unmounted;
  private volatile ServedMount mount;

  /**
   * @param configuration is opened before
   * @param unmounted completed if somebody else unmounts it, and failed if it ends by a fault
   */
  MountPart(
      Vertx vertx,
      PmxcfsServerOptions options,
      ConfigurationPart configuration,
      Promise<Void> unmounted) {
    this.vertx = vertx;
    this.options = options;
    this.configuration = configuration;
    this.unmounted = unmounted;
  }

  Part part() {
    return new Part("the mount", this::open, this::close);
  }

  private Future<?> open() {
    return vertx.executeBlocking(
        () -> {
          try {
            mount =
                ServedMount.open(
                    options.getMount(),
                    options.getState(),
                    configuration.state(),
                    configuration.access().readers());
          } catch (MountException e) {
            throw new StartFailedException(e.getMessage(), e);
          }
          ServedMount opened = mount;
          opened.ended().thenAccept(end -> ended(end, opened.directory()));
          return null;
        },
        false);
  }

  /** The mount, of a server that has one. */
  Optional<ServedMount> mount() {
    return Optional.ofNullable(mount);
  }

  private void ended(SessionEnd end, Path directory) {
    switch (end) {
      case CLOSED -> LOG.debug("unmounted from {}", directory);
      case UNMOUNTED -> {
        LOG.warn("somebody has unmounted {}, and nobody is inside any more", directory);
        unmounted.complete();
      }
      case FAILED -> unmounted.fail("the mount on " + directory + " has ended by a fault");
    }
  }

  private Future<?> close() {
    ServedMount opened = mount;
    mount = null;
    return Part.close(
        opened,
        open -> {
          open.close();
          return Part.DONE;
        });
  }
}

package dev.qbipc.conformance;

import dev.qbipc.libqb.CProgram;
import java.nio.file.Path;
import java.util.List;

/** The servers that have to behave alike. */
enum Implementation {
  OURS {
    @Override
    ServerUnderTest start(ServiceOptions options) {
      return InProcessServer.start(options);
    }

    @Override
    ServerProcess startProcess(List<String> wrapper, ServiceOptions options) {
      return ServerProcess.startOurs(wrapper, options);
    }

    @Override
    ServerProcess startAs(int uid, Path directory, ServiceOptions options) {
      String classPath = ReadableCopy.ofClassPath(directory);
      return ServerProcess.startOurs(Surroundings.as(uid), classPath, options);
    }
  },
  /** As on kernels older than futex_waitv: a thread for each connection waits on its semaphore. */
  OURS_WITHOUT_FUTEX_WAITV {
    @Override
    ServerUnderTest start(ServiceOptions options) {
      return OURS.start(options.withoutFutexWaitv());
    }

    @Override
    ServerProcess startProcess(List<String> wrapper, ServiceOptions options) {
      return OURS.startProcess(wrapper, options.withoutFutexWaitv());
    }

    @Override
    ServerProcess startAs(int uid, Path directory, ServiceOptions options) {
      return OURS.startAs(uid, directory, options.withoutFutexWaitv());
    }
  },
  LIBQB {
    @Override
    ServerUnderTest start(ServiceOptions options) {
      return ServerProcess.startLibqb(List.of(), options);
    }

    @Override
    ServerProcess startProcess(List<String> wrapper, ServiceOptions options) {
      return ServerProcess.startLibqb(wrapper, options);
    }

    @Override
    ServerProcess startAs(int uid, Path directory, ServiceOptions options) {
      Path program =
          ReadableCopy.of(CProgram.executable(CProgram.LIBQB_SERVER), directory.resolve("server"));
      return ServerProcess.start(
          Surroundings.as(uid),
          List.of(program.toString()),
          options.arguments(),
          options.service());
    }
  };

  /** Our server as it usually is, and libqb's. */
  static Implementation[] both() {
    return new Implementation[] {OURS, LIBQB};
  }

  /** Starts the service and waits until clients can connect. */
  abstract ServerUnderTest start(ServiceOptions options);

  /**
   * Starts the service in a process of its own.
   *
   * @param wrapper a command in front of it, such as {@code unshare}; empty for none
   */
  abstract ServerProcess startProcess(List<String> wrapper, ServiceOptions options);

  /**
   * Starts the service in a process of another user.
   *
   * @param directory an empty one, where the program is copied to: the user may not be allowed into
   *     the place where it was built
   */
  abstract ServerProcess startAs(int uid, Path directory, ServiceOptions options);
}

package dev.pmxcfs.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What a client sends again and again.
 *
 * @param id the message id
 * @param payload a file with the request's payload
 * @param maxMessage the message size that the client asks for, in bytes
 * @param pause from an answer to the next request
 */
public record RequestKind(int id, Path payload, int maxMessage, Duration pause) {

  /** What pmxcfs's own clients ask for. */
  public static final int MAX_MESSAGE = 1024 * 1024;

  /**
   * Requests of some bytes, without a pause.
   *
   * @param directory where the payload's file goes
   */
  public static RequestKind of(Path directory, String name, int id, byte[] payload) {
    try {
      Path file = directory.resolve(name.replaceAll("\\W+", "-"));
      return new RequestKind(id, Files.write(file, payload), MAX_MESSAGE, Duration.ZERO);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public RequestKind withPause(Duration pause) {
    return new RequestKind(id, payload, maxMessage, pause);
  }

  public RequestKind withMaxMessage(int maxMessage) {
    return new RequestKind(id, payload, maxMessage, pause);
  }
}

package dev.qbipc.test;

import dev.qbipc.linux.Credentials;
import dev.qbipc.server.ConnectionStats;
import dev.qbipc.server.QbConnection;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.function.Supplier;

/** A connection without a client: it has properties but carries nothing. */
public final class FakeConnection implements QbConnection {

  /** What Perl clients of pmxcfs negotiate, in bytes. */
  public static final int PERL_MESSAGE_SIZE = 1024 * 1024;

  private static final int WWW_DATA = 33;

  private final boolean readOnly;
  private final int maxMessageSize;
  private final int pid;

  private FakeConnection(boolean readOnly, int maxMessageSize, int pid) {
    this.readOnly = readOnly;
    this.maxMessageSize = maxMessageSize;
    this.pid = pid;
  }

  private static int ownPid() {
    return (int) ProcessHandle.current().pid();
  }

  /** {@return a connection of root} */
  public static FakeConnection readWrite() {
    return new FakeConnection(false, PERL_MESSAGE_SIZE, ownPid());
  }

  /** {@return a connection of www-data} */
  public static FakeConnection readOnly() {
    return new FakeConnection(true, PERL_MESSAGE_SIZE, ownPid());
  }

  /**
   * {@return the same connection with another negotiated size}
   *
   * @param size in bytes
   */
  public FakeConnection withMaxMessageSize(int size) {
    return new FakeConnection(readOnly, size, pid);
  }

  /**
   * {@return the same connection, but of another process}
   *
   * @param clientPid the id of that process
   */
  public FakeConnection withPid(int clientPid) {
    return new FakeConnection(readOnly, maxMessageSize, clientPid);
  }

  @Override
  public long id() {
    return 1;
  }

  @Override
  public Credentials peer() {
    int user = readOnly ? WWW_DATA : 0;
    return new Credentials(pid, user, user);
  }

  @Override
  public boolean isReadOnly() {
    return readOnly;
  }

  @Override
  public int maxMessageSize() {
    return maxMessageSize;
  }

  @Override
  public Future<Void> sendEvent(int id, int error, List<Buffer> parts) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Future<Void> send(int id, int error, List<Buffer> parts) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Future<Void> disconnect() {
    throw new UnsupportedOperationException();
  }

  @Override
  public QbConnection closeHandler(Supplier<Future<?>> handler) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Future<Void> closed() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Future<ConnectionStats> stats(boolean clearAfterRead) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void attach(Object attachment) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Object attachment() {
    throw new UnsupportedOperationException();
  }
}

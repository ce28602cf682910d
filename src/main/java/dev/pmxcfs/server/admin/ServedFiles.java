package dev.pmxcfs.server.admin;

import dev.pmxcfs.state.ImportedEntry;
import dev.pmxcfs.state.tree.ByteString;
import dev.qbipc.Errno;
import dev.qbipc.QbException;
import dev.qbipc.client.QbClient;
import dev.qbipc.client.QbClientOptions;
import dev.qbipc.client.QbMessage;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/** The configuration files of a running server, through its admin service. */
public final class ServedFiles implements ConfigFiles {

  private static final int REQUEST_HEADER_SIZE = 16;
  private static final long ROOM_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final String admin;
  private final QbClient client;

  private ServedFiles(String admin, QbClient client) {
    this.admin = admin;
    this.client = client;
  }

  /**
   * Connects.
   *
   * @param service the main service's name
   * @throws IllegalArgumentException if there can be no such service
   * @throws QbException ECONNREFUSED or ENOENT if there is no such server, EPERM if it refuses
   */
  public static ServedFiles connect(Vertx vertx, String service) {
    String admin = AdminService.nameFor(service);
    var options =
        new QbClientOptions().setService(admin).setMaxMessageSize(AdminService.MAX_MESSAGE_SIZE);
    return new ServedFiles(admin, QbClient.connect(vertx, options).await());
  }

  @Override
  public List<ByteString> list(byte[] path) throws RefusedException, IOException {
    List<ByteString> names = new ArrayList<>();
    List<byte[]> page;
    do {
      page = Fields.decode(page(AdminOperation.LIST, names.size(), path));
      page.forEach(name -> names.add(ByteString.copyOf(name, 0, name.length)));
    } while (!page.isEmpty());
    return names;
  }

  @Override
  public byte[] read(byte[] path) throws RefusedException, IOException {
    Buffer data = Buffer.buffer();
    Buffer page;
    do {
      page = page(AdminOperation.READ, data.length(), path);
      data.appendBuffer(page);
    } while (page.length() > 0);
    return data.getBytes();
  }

  private Buffer page(AdminOperation operation, int from, byte[] path)
      throws RefusedException, IOException {
    return call(operation, new PageDescriptor(from, path).encode());
  }

  @Override
  public void put(byte[] path, byte[] data) throws RefusedException, IOException {
    call(AdminOperation.PUT, Fields.encode(path, data));
  }

  @Override
  public void delete(byte[] path) throws RefusedException, IOException {
    call(AdminOperation.DELETE, Fields.encode(path));
  }

  @Override
  public void rename(byte[] from, byte[] to) throws RefusedException, IOException {
    call(AdminOperation.RENAME, Fields.encode(from, to));
  }

  @Override
  public void makeDirectory(byte[] path) throws RefusedException, IOException {
    call(AdminOperation.MAKE_DIRECTORY, Fields.encode(path));
  }

  @Override
  public void importAll(List<ImportedEntry> entries, IntConsumer handedOver)
      throws RefusedException, IOException {
    call(AdminOperation.IMPORT_BEGIN, Buffer.buffer());
    int room = client.maxMessageSize() - REQUEST_HEADER_SIZE;
    Buffer message = Buffer.buffer();
    for (int i = 0; i < entries.size(); i++) {
      Buffer entry = ImportDescriptor.encode(entries.get(i));
      if (message.length() > 0 && message.length() + entry.length() > room) {
        call(AdminOperation.IMPORT_ENTRIES, message);
        handedOver.accept(i);
        message = Buffer.buffer();
      }
      message.appendBuffer(entry);
    }
    call(AdminOperation.IMPORT_ENTRIES, message);
    handedOver.accept(entries.size());
    call(AdminOperation.IMPORT_COMMIT, Buffer.buffer());
  }

  @Override
  public void close() {
    client.disconnect().await();
  }

  /** Waits for the answer however long the disk takes; a server that dies is noticed. */
  private Buffer call(AdminOperation operation, Buffer payload)
      throws RefusedException, IOException {
    QbMessage answer;
    try {
      send(operation, payload);
      answer = client.receive(QbClient.FOREVER).await();
    } catch (QbException e) {
      throw new IOException("@" + admin + ": " + e.getMessage(), e);
    }
    if (answer.error() != 0) {
      throw refused(answer);
    }
    return answer.payload();
  }

  /** A server may answer a request before it gives the request's place in the ring back. */
  private void send(AdminOperation operation, Buffer payload) {
    while (true) {
      try {
        client.send(operation.id(), payload).await();
        return;
      } catch (QbException e) {
        if (e.errno() != Errno.EAGAIN) {
          throw e;
        }
        LockSupport.parkNanos(ROOM_WAIT_NANOS);
      }
    }
  }

  /** A server that has no line of its own to say fails with an errno alone. */
  private RefusedException refused(QbMessage answer) {
    String message = answer.payload().toString(StandardCharsets.UTF_8);
    String name = Errno.name(answer.error());
    return new RefusedException(
        -answer.error(), message.isEmpty() ? "@" + admin + ": " + name : message);
  }
}

package dev.pmxcfs.ipc.admin;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.change.Change;
import dev.pmxcfs.state.change.ImportAll;
import dev.pmxcfs.state.change.ImportedEntry;
import dev.pmxcfs.state.tree.TreeDifference;
import dev.qbipc.QbException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/** The configuration files of a running server, through its admin service. */
public final class ServedFiles implements ConfigFiles {

  private static final byte[] NO_PATH = {};

  private final AdminConnection admin;

  private ServedFiles(AdminConnection admin) {
    this.admin = admin;
  }

  /**
   * Connects.
   *
   * @param service the main service's name
   * @throws IllegalArgumentException if there can be no such service
   * @throws QbException ECONNREFUSED or ENOENT if there is no such server, EPERM if it refuses
   */
  public static ServedFiles connect(Vertx vertx, String service) {
    return new ServedFiles(AdminConnection.openForFiles(vertx, service));
  }

  @Override
  public List<ByteString> list(byte[] path) throws RefusedException, IOException {
    List<ByteString> names = new ArrayList<>();
    List<byte[]> page;
    do {
      Buffer request = new PageDescriptor(names.size(), path).encode();
      page = Fields.decode(admin.call(AdminOperation.LIST, request));
      page.forEach(name -> names.add(ByteString.copyOf(name, 0, name.length)));
    } while (!page.isEmpty());
    return names;
  }

  @Override
  public EntryStatus status(byte[] path) throws RefusedException, IOException {
    return EntryStatusDescriptor.decode(
        admin.call(AdminOperation.STATUS, Fields.encode(path)).getBytes());
  }

  @Override
  public List<EntryStatus> entries(byte[] path) throws RefusedException, IOException {
    List<EntryStatus> entries = new ArrayList<>();
    List<byte[]> page;
    do {
      Buffer request = new PageDescriptor(entries.size(), path).encode();
      page = Fields.decode(admin.call(AdminOperation.ENTRIES, request));
      page.forEach(entry -> entries.add(EntryStatusDescriptor.decode(entry)));
    } while (!page.isEmpty());
    return entries;
  }

  @Override
  public byte[] read(byte[] path) throws RefusedException, IOException {
    return admin.callForPages(AdminOperation.READ, path).getBytes();
  }

  @Override
  public long change(Change change) throws RefusedException, IOException {
    Buffer answer = admin.call(AdminOperation.CHANGE, ChangeRequestDescriptor.encode(change));
    if (answer.length() != Long.BYTES) {
      throw new IOException(
          "it is done, but the server is another version of this program: restart the server");
    }
    return answer.getLong(0);
  }

  @Override
  public void importAll(ImportAll change, IntConsumer handedOver)
      throws RefusedException, IOException {
    handOver(change, handedOver);
    admin.call(AdminOperation.IMPORT_COMMIT, Buffer.buffer());
  }

  @Override
  public List<TreeDifference> previewImport(ImportAll change, IntConsumer handedOver)
      throws RefusedException, IOException {
    handOver(change, handedOver);
    return DifferenceDescriptor.decode(admin.callForPages(AdminOperation.IMPORT_PREVIEW, NO_PATH));
  }

  private void handOver(ImportAll change, IntConsumer handedOver)
      throws RefusedException, IOException {
    admin.call(
        AdminOperation.IMPORT_BEGIN,
        Fields.encode(change.mode().name().getBytes(StandardCharsets.US_ASCII)));
    int room = admin.room();
    Buffer message = Buffer.buffer();
    int sent = 0;
    for (ImportedEntry next : change.entries()) {
      Buffer entry = ImportDescriptor.encode(next);
      if (message.length() > 0 && message.length() + entry.length() > room) {
        admin.call(AdminOperation.IMPORT_ENTRIES, message);
        handedOver.accept(sent);
        message = Buffer.buffer();
      }
      message.appendBuffer(entry);
      sent++;
    }
    admin.call(AdminOperation.IMPORT_ENTRIES, message);
    handedOver.accept(sent);
  }

  @Override
  public void close() {
    admin.close();
  }
}

package dev.pmxcfs.ipc.admin;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.change.ImportMode;
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
  public byte[] read(byte[] path) throws RefusedException, IOException {
    return admin.callForPages(AdminOperation.READ, path).getBytes();
  }

  @Override
  public void put(byte[] path, byte[] data) throws RefusedException, IOException {
    admin.call(AdminOperation.PUT, Fields.encode(path, data));
  }

  @Override
  public void delete(byte[] path) throws RefusedException, IOException {
    admin.call(AdminOperation.DELETE, Fields.encode(path));
  }

  @Override
  public void rename(byte[] from, byte[] to) throws RefusedException, IOException {
    admin.call(AdminOperation.RENAME, Fields.encode(from, to));
  }

  @Override
  public void makeDirectory(byte[] path) throws RefusedException, IOException {
    admin.call(AdminOperation.MAKE_DIRECTORY, Fields.encode(path));
  }

  @Override
  public void importAll(List<ImportedEntry> entries, ImportMode mode, IntConsumer handedOver)
      throws RefusedException, IOException {
    handOver(entries, mode, handedOver);
    admin.call(AdminOperation.IMPORT_COMMIT, Buffer.buffer());
  }

  @Override
  public List<TreeDifference> previewImport(
      List<ImportedEntry> entries, ImportMode mode, IntConsumer handedOver)
      throws RefusedException, IOException {
    handOver(entries, mode, handedOver);
    return DifferenceDescriptor.decode(admin.callForPages(AdminOperation.IMPORT_PREVIEW, NO_PATH));
  }

  private void handOver(List<ImportedEntry> entries, ImportMode mode, IntConsumer handedOver)
      throws RefusedException, IOException {
    admin.call(
        AdminOperation.IMPORT_BEGIN,
        Fields.encode(mode.name().getBytes(StandardCharsets.US_ASCII)));
    int room = admin.room();
    Buffer message = Buffer.buffer();
    for (int i = 0; i < entries.size(); i++) {
      Buffer entry = ImportDescriptor.encode(entries.get(i));
      if (message.length() > 0 && message.length() + entry.length() > room) {
        admin.call(AdminOperation.IMPORT_ENTRIES, message);
        handedOver.accept(i);
        message = Buffer.buffer();
      }
      message.appendBuffer(entry);
    }
    admin.call(AdminOperation.IMPORT_ENTRIES, message);
    handedOver.accept(entries.size());
  }

  @Override
  public void close() {
    admin.close();
  }
}

package dev.pmxcfs.fuzz;

import dev.pmxcfs.state.ClusterState;
import dev.pmxcfs.state.StateOptions;
import dev.pmxcfs.state.change.ImportAll;
import dev.pmxcfs.state.change.ImportMode;
import dev.pmxcfs.state.change.ImportedEntry;
import dev.pmxcfs.state.change.ImportedEntry.ImportedFile;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.server.OperationModule;
import dev.qbipc.server.OperationVerticle;
import dev.qbipc.test.FakeConnection;
import dev.qbipc.test.FakeRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import java.util.TreeMap;

/**
 * The payload decoders of all operations under Jazzer: the first byte says which operation, the
 * rest is its payload. Each has to answer whatever it is given.
 */
public final class PayloadTarget {

  private static final FakeConnection CONNECTION = FakeConnection.readWrite();
  private static final TreeMap<Integer, OperationVerticle> OPERATIONS = new TreeMap<>();
  private static final List<Integer> IDS;

  static {
    try {
      ClusterState state = openState();
      for (OperationModule<?> module : ServiceLoader.load(OperationModule.class)) {
        add(module, state);
      }
    } catch (IOException | TreeException e) {
      throw new ExceptionInInitializerError(e);
    }
    IDS = List.copyOf(OPERATIONS.keySet());
  }

  private PayloadTarget() {}

  private static ClusterState openState() throws IOException, TreeException {
    Path database = Files.createTempDirectory("pmxcfs-jazzer").resolve("config.db");
    var options = new StateOptions().setDatabase(database.toString()).setNodeName("fuzzed");
    ClusterState state = ClusterState.open(options);
    List<ImportedEntry> files =
        List.of(
            file("storage.cfg", "dir: local\n"),
            file("priv/token.cfg", "root@pam!fuzz secret\n"),
            file("nodes/fuzzed/qemu-server/100.conf", "name: fuzzed\ntags: a;b\n"));
    var change = new ImportAll(files, ImportMode.MERGE);
    state.changes().submit(change).toCompletableFuture().join().orThrow();
    return state;
  }

  private static ImportedFile file(String path, String contents) {
    return new ImportedFile(bytes(path), bytes(contents));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static <S> void add(OperationModule<S> module, Object state) {
    module
        .operations(module.stateType().cast(state))
        .forEach((id, supplier) -> OPERATIONS.put(id, supplier.get()));
  }

  /** Called by Jazzer for each input. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length > 0) {
      int id = IDS.get(Byte.toUnsignedInt(input[0]) % IDS.size());
      byte[] payload = Arrays.copyOfRange(input, 1, input.length);
      FakeRequest.of(id, payload, CONNECTION).answeredBy(OPERATIONS.get(id));
    }
  }
}

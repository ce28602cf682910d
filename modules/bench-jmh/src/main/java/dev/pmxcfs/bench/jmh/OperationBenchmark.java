package dev.pmxcfs.bench.jmh;

import dev.pmxcfs.bench.measure.PmxcfsFiles;
import dev.pmxcfs.bench.measure.PmxcfsRequests;
import dev.pmxcfs.bench.process.RequestKind;
import dev.pmxcfs.state.ClusterState;
import dev.pmxcfs.state.StateOptions;
import dev.qbipc.server.OperationModule;
import dev.qbipc.server.OperationVerticle;
import dev.qbipc.test.FakeConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Each operation by itself: from the request in memory to the answer in memory, with the
 * configuration of {@code scripts/bench}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class OperationBenchmark {

  private static final String KEY = "bench";

  /** Which one. */
  public enum Kind {
    GET_FS_VERSION,
    GET_CLUSTER_INFO,
    GET_GUEST_LIST,
    SET_STATUS,
    GET_STATUS,
    GET_CONFIG_4K,
    GET_CONFIG_512K,
    LOG_CLUSTER_MSG,
    GET_CLUSTER_LOG,
    GET_GUEST_CONFIG_PROPERTY,
    VERIFY_TOKEN,
    GET_GUEST_CONFIG_PROPERTIES
  }

  @Param public Kind kind;

  private ClusterState state;
  private OperationVerticle operation;
  private UnconnectedRequest request;
  private Path directory;

  @Setup
  public void open() throws Exception {
    directory = Files.createTempDirectory("bench-operations");
    Path files = directory.resolve("files");
    PmxcfsFiles.write(files);
    state =
        ClusterState.open(
            new StateOptions().setNodeName("bench").setConfigDirectory(files.toString()));
    Map<Integer, OperationVerticle> operations = operations();
    Path payloads = Files.createDirectory(directory.resolve("payloads"));
    var requests = new PmxcfsRequests(payloads);
    answer(requests.setStatus(KEY), operations);
    request = answer(request(requests), operations);
  }

  private UnconnectedRequest answer(RequestKind kind, Map<Integer, OperationVerticle> operations)
      throws Exception {
    byte[] payload = Files.readAllBytes(kind.payload());
    var request = new UnconnectedRequest(kind.id(), payload, FakeConnection.readWrite());
    operation = operations.get(kind.id());
    if (request.answeredBy(operation) != 0) {
      throw new IllegalStateException("operation " + kind.id() + " fails");
    }
    return request;
  }

  private Map<Integer, OperationVerticle> operations() {
    var operations = new HashMap<Integer, OperationVerticle>();
    for (OperationModule<?> module : ServiceLoader.load(OperationModule.class)) {
      operations(module).forEach(operations::put);
    }
    return operations;
  }

  private <S> Map<Integer, OperationVerticle> operations(OperationModule<S> module) {
    var operations = new HashMap<Integer, OperationVerticle>();
    module
        .operations(module.stateType().cast(state))
        .forEach((id, supplier) -> operations.put(id, supplier.get()));
    return operations;
  }

  private RequestKind request(PmxcfsRequests requests) {
    return switch (kind) {
      case GET_FS_VERSION -> requests.fsVersion();
      case GET_CLUSTER_INFO -> requests.clusterInfo();
      case GET_GUEST_LIST -> requests.guestList();
      case SET_STATUS -> requests.setStatus(KEY);
      case GET_STATUS -> requests.getStatus(KEY);
      case GET_CONFIG_4K -> requests.config(PmxcfsFiles.KIB_4);
      case GET_CONFIG_512K -> requests.config(PmxcfsFiles.KIB_512);
      case LOG_CLUSTER_MSG -> requests.logMessage();
      case GET_CLUSTER_LOG -> requests.clusterLog();
      case GET_GUEST_CONFIG_PROPERTY -> requests.propertyOfAllGuests("tags");
      case VERIFY_TOKEN -> requests.verifyToken();
      case GET_GUEST_CONFIG_PROPERTIES ->
          requests.propertiesOfAllGuests(List.of("lock", "tags", "name", "memory"));
    };
  }

  @TearDown
  public void close() throws Exception {
    state.close();
    try (var files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }

  @Benchmark
  public int handle() {
    return request.answeredBy(operation);
  }
}

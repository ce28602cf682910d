package dev.pmxcfs.ipc.modules;

import dev.pmxcfs.ipc.modules.descriptor.ApiVersion;
import dev.pmxcfs.ipc.modules.descriptor.ModuleDescriptor;
import dev.pmxcfs.ipc.modules.descriptor.OperationDescriptor;
import dev.qbipc.server.Operation;
import dev.qbipc.server.OperationModule;
import dev.qbipc.server.OperationVerticle;
import dev.qbipc.server.Threading;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Finds the operations in a module's jar, and checks that it keeps what its descriptor says. */
final class ModuleLoader {

  /** The first Java that has them. */
  private static final int JAVA_WITH_VIRTUAL_THREADS = 21;

  private final ApiClassLoader api = new ApiClassLoader();
  private final Object state;

  /**
   * @param state what the operations answer from
   */
  ModuleLoader(Object state) {
    this.state = state;
  }

  /**
   * Loads a module in its own class loader. Blocks.
   *
   * @return its operations, to be deployed
   * @throws ModuleRefusedException if it needs another API, or something in it is missing or wrong
   */
  Map<Integer, Operation> load(ModuleJar jar) throws ModuleRefusedException {
    checkNeeds(jar);
    try {
      return described(jar, operations(jar, module(jar)));
    } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
      // the module's own code ran, and what it throws is its own affair
      throw new ModuleRefusedException(jar.file(), "cannot be loaded: " + e, e);
    }
  }

  private static void checkNeeds(ModuleJar jar) throws ModuleRefusedException {
    ApiVersion needed = jar.descriptor().api();
    if (!ApiVersion.CURRENT.serves(needed)) {
      throw new ModuleRefusedException(
          jar.file(), "needs API " + needed + ", and this program has " + ApiVersion.CURRENT);
    }
    for (OperationDescriptor operation : jar.descriptor().operations().values()) {
      if (operation.options().getThreading() == Threading.VIRTUAL_THREAD
          && Runtime.version().feature() < JAVA_WITH_VIRTUAL_THREADS) {
        throw new ModuleRefusedException(
            jar.file(), operation.name() + " needs virtual threads, and this Java has none");
      }
    }
  }

  private OperationModule<?> module(ModuleJar jar) throws ModuleRefusedException {
    var loader = new ModuleClassLoader(jar, api);
    ApiUse.check(jar, loader);
    @SuppressWarnings("rawtypes")
    Iterator<OperationModule> found = ServiceLoader.load(OperationModule.class, loader).iterator();
    if (!found.hasNext()) {
      throw new ModuleRefusedException(
          jar.file(), "names no module in META-INF/services/" + OperationModule.class.getName());
    }
    OperationModule<?> module = found.next();
    if (found.hasNext()) {
      throw new ModuleRefusedException(jar.file(), "names more than one module");
    }
    return module;
  }

  private <S> Map<Integer, Supplier<? extends OperationVerticle>> operations(
      ModuleJar jar, OperationModule<S> module) throws ModuleRefusedException {
    ModuleDescriptor descriptor = jar.descriptor();
    if (!module.name().equals(descriptor.name())) {
      throw new ModuleRefusedException(
          jar.file(),
          "its descriptor names it " + descriptor.name() + ", its class " + module.name());
    }
    if (!module.stateType().isInstance(state)) {
      throw new ModuleRefusedException(
          jar.file(), "answers from " + module.stateType().getName() + ", which is not here");
    }
    return module.operations(module.stateType().cast(state));
  }

  private static Map<Integer, Operation> described(
      ModuleJar jar, Map<Integer, Supplier<? extends OperationVerticle>> suppliers)
      throws ModuleRefusedException {
    Map<Integer, OperationDescriptor> described = jar.descriptor().operations();
    if (!suppliers.keySet().equals(described.keySet())) {
      throw new ModuleRefusedException(
          jar.file(),
          "its descriptor has the operations "
              + described.keySet()
              + ", its class "
              + new TreeSet<>(suppliers.keySet()));
    }
    Map<Integer, Operation> operations = new HashMap<>();
    described.forEach(
        (id, operation) ->
            operations.put(id, new Operation(suppliers.get(id), operation.options())));
    return operations;
  }
}

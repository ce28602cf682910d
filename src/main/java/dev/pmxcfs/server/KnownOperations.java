package dev.pmxcfs.server;

import dev.pmxcfs.server.descriptor.ModuleDescriptor;
import dev.pmxcfs.server.descriptor.OperationDescriptor;
import dev.pmxcfs.server.descriptor.RequestLayout;
import dev.pmxcfs.server.loader.ModuleDirectory;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The operations that the descriptors of some modules tell of. */
final class KnownOperations {

  private final SortedMap<Integer, OperationDescriptor> operations = new TreeMap<>();

  /**
   * An operation to be asked for.
   *
   * @param id the message id
   */
  record KnownOperation(int id, String name, RequestLayout request) {

    /** Name, number and arguments, for people. */
    String usage() {
      return String.format(Locale.ROOT, "%2d %s %s", id, name, request.usage()).stripTrailing();
    }

    /**
     * A request's payload.
     *
     * @throws IllegalArgumentException if the arguments are too few, too many or out of range
     */
    Buffer encode(List<String> arguments) {
      return request.encode(name, arguments);
    }
  }

  private KnownOperations(List<ModuleDescriptor> modules) {
    modules.forEach(module -> operations.putAll(module.operations()));
  }

  /** The operations of a directory's modules; of modules that are no good there are none. */
  static KnownOperations in(Optional<ModuleDirectory> directory) {
    return of(directory.map(ModuleDirectory::descriptors).orElse(List.of()));
  }

  /** The operations of some modules. */
  static KnownOperations of(List<ModuleDescriptor> modules) {
    return new KnownOperations(modules);
  }

  /**
   * Finds an operation.
   *
   * @param nameOrNumber its number, or its name in any case and with {@code -} for {@code _}
   */
  Optional<KnownOperation> find(String nameOrNumber) {
    String name = nameOrNumber.toUpperCase(Locale.ROOT).replace('-', '_');
    return operations.entrySet().stream()
        .filter(
            operation ->
                operation.getValue().name().equals(name)
                    || operation.getKey().toString().equals(nameOrNumber))
        .findFirst()
        .map(KnownOperations::known);
  }

  /** All of them, by number. */
  List<KnownOperation> all() {
    return operations.entrySet().stream().map(KnownOperations::known).toList();
  }

  private static KnownOperation known(Map.Entry<Integer, OperationDescriptor> operation) {
    return new KnownOperation(
        operation.getKey(), operation.getValue().name(), operation.getValue().request());
  }
}

package dev.pmxcfs.ipc.modules;

import dev.pmxcfs.ipc.modules.descriptor.ModuleDescriptor;
import dev.pmxcfs.ipc.modules.descriptor.OperationDescriptor;
import dev.pmxcfs.ipc.modules.descriptor.RequestLayout;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The operations that the descriptors of some modules tell of. */
public final class KnownOperations {

  private final SortedMap<Integer, OperationDescriptor> operations = new TreeMap<>();

  /**
   * An operation to be asked for.
   *
   * @param id the message id
   */
  public record KnownOperation(int id, String name, RequestLayout request) {

    /** Name, number and arguments, for people. */
    public String usage() {
      return String.format(Locale.ROOT, "%2d %s %s", id, name, request.usage()).stripTrailing();
    }

    /**
     * A request's payload.
     *
     * @throws IllegalArgumentException if the arguments are too few, too many or out of range
     */
    public Buffer encode(List<String> arguments) {
      return request.encode(name, arguments);
    }
  }

  private KnownOperations(List<ModuleDescriptor> modules) {
    modules.forEach(module -> operations.putAll(module.operations()));
  }

  /** The operations of the modules in a directory; those of invalid modules are missing. */
  public static KnownOperations in(Optional<ModuleDirectory> directory) {
    return of(directory.map(ModuleDirectory::descriptors).orElse(List.of()));
  }

  /** The operations of some modules. */
  public static KnownOperations of(List<ModuleDescriptor> modules) {
    return new KnownOperations(modules);
  }

  /**
   * Finds an operation.
   *
   * @param nameOrNumber its number, or its name in any case and with {@code -} for {@code _}
   */
  public Optional<KnownOperation> find(String nameOrNumber) {
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
  public List<KnownOperation> all() {
    return operations.entrySet().stream().map(KnownOperations::known).toList();
  }

  private static KnownOperation known(Map.Entry<Integer, OperationDescriptor> operation) {
    return new KnownOperation(
        operation.getKey(), operation.getValue().name(), operation.getValue().request());
  }
}

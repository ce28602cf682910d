package dev.pmxcfs.ipc.modules;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which version of each module serves, and which served before. It holds jars and no classes, so
 * that the classes of a version that does not serve can go. Any thread may use it.
 */
final class ModuleHistory {

  private final Map<String, Versions> modules = new TreeMap<>();

  /**
   * Of one module.
   *
   * @param serving nothing if the module is unloaded
   * @param before what served last before that
   */
  private record Versions(Optional<ModuleJar> serving, Optional<ModuleJar> before) {

    static final Versions NONE = new Versions(Optional.empty(), Optional.empty());

    Versions followedBy(Optional<ModuleJar> next) {
      return new Versions(next, serving.or(() -> before));
    }

    ModuleStatus status(String name) {
      return ModuleStatus.of(name, serving, before);
    }
  }

  /** All modules there were, by name. */
  synchronized List<ModuleStatus> list() {
    return modules.entrySet().stream()
        .map(module -> module.getValue().status(module.getKey()))
        .toList();
  }

  /** What serves of all modules. */
  synchronized List<ModuleJar> serving() {
    return modules.values().stream().flatMap(versions -> versions.serving().stream()).toList();
  }

  /** What serves of a module. */
  synchronized Optional<ModuleJar> serving(String name) {
    return modules.getOrDefault(name, Versions.NONE).serving();
  }

  /** What served of a module before. */
  synchronized Optional<ModuleJar> before(String name) {
    return modules.getOrDefault(name, Versions.NONE).before();
  }

  /**
   * Writes down that a module has changed.
   *
   * @param serving nothing if it was unloaded
   */
  synchronized ModuleStatus add(String name, Optional<ModuleJar> serving) {
    Versions versions = modules.getOrDefault(name, Versions.NONE).followedBy(serving);
    modules.put(name, versions);
    return versions.status(name);
  }
}

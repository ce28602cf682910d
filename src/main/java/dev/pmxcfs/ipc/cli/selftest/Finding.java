package dev.pmxcfs.ipc.cli.selftest;

import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Optional;

/**
 * What was found of one thing that a server needs.
 *
 * @param what it is, a word
 * @param state whether it is there
 * @param found what was found, a clause
 * @param action what to do about it; empty if nothing has to be done
 */
record Finding(String what, State state, String found, Optional<String> action) {

  /** How good it is. */
  enum State {
    /** Nothing has to be done. */
    OK,
    /** A server starts, but something will be less than it could be. */
    WARNING,
    /** A server does not start, or does not do what it is there for. */
    MISSING;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Finding ok(String what, String found) {
    return new Finding(what, State.OK, found, Optional.empty());
  }

  static Finding warning(String what, String found, String action) {
    return new Finding(what, State.WARNING, found, Optional.of(action));
  }

  static Finding missing(String what, String found, String action) {
    return new Finding(what, State.MISSING, found, Optional.of(action));
  }

  JsonObject toJson() {
    var json =
        new JsonObject().put("what", what).put("state", state.toString()).put("found", found);
    action.ifPresent(todo -> json.put("action", todo));
    return json;
  }
}

package dev.pmxcfs.ipc.modules.descriptor;

import dev.pmxcfs.ipc.json.CheckedJson;
import io.vertx.core.buffer.Buffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** A part of a request's payload. */
sealed interface RequestField {

  /**
   * What the caller gives.
   *
   * @param name as the usage shows it
   * @param values names for 0, 1, 2 and so on; may be empty
   * @param whenAbsent what is taken when the caller gives none
   * @param isOptional whether nothing stands in the request when the caller gives none
   * @param isRepeated whether it takes all arguments that are left, one at least
   */
  record Argument(
      String name,
      ArgumentType type,
      List<String> values,
      Optional<String> whenAbsent,
      boolean isOptional,
      boolean isRepeated)
      implements RequestField {

    Buffer encode(String given) {
      int named = values.indexOf(given);
      return type.encode(name, named >= 0 ? Integer.toString(named) : given);
    }

    boolean mayBeAbsent() {
      return isOptional || whenAbsent.isPresent();
    }
  }

  /** The bytes that an argument takes up, in one byte. */
  record Length(String argument) implements RequestField {}

  /** How often a repeated argument was given, in one byte. */
  record Count(String argument) implements RequestField {}

  /** Bytes that are always the same. */
  record Constant(Buffer bytes) implements RequestField {}

  /**
   * @throws IllegalArgumentException if it is none; the message names the place
   */
  static RequestField parse(String where, Object value) {
    var members =
        CheckedJson.of(
            where,
            value,
            "argument",
            "type",
            "values",
            "default",
            "optional",
            "repeated",
            "length",
            "count",
            "bytes");
    if (members.has("length")) {
      return new Length(members.string("length"));
    }
    if (members.has("count")) {
      return new Count(members.string("count"));
    }
    if (members.has("bytes")) {
      return new Constant(Buffer.buffer(HexFormat.of().parseHex(members.string("bytes"))));
    }
    return new Argument(
        members.string("argument"),
        ArgumentType.named(members.place("type"), members.string("type")),
        members.elements("values", (place, element) -> element.toString()),
        members.optionalString("default"),
        members.flag("optional"),
        members.flag("repeated"));
  }
}

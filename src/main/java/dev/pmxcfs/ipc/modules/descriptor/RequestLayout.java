package dev.pmxcfs.ipc.modules.descriptor;

import dev.pmxcfs.ipc.modules.descriptor.RequestField.Argument;
import dev.pmxcfs.ipc.modules.descriptor.RequestField.Constant;
import dev.pmxcfs.ipc.modules.descriptor.RequestField.Count;
import dev.pmxcfs.ipc.modules.descriptor.RequestField.Length;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How a request's payload is made of arguments, so that people can send one from a shell. */
public final class RequestLayout {

  private final List<RequestField> fields;
  private final List<Argument> arguments;

  /**
   * @throws IllegalArgumentException if it speaks of arguments that there are not, or if one that
   *     takes what is left, or may be absent, has one behind it that must be there
   */
  RequestLayout(List<RequestField> fields) {
    this.fields = List.copyOf(fields);
    this.arguments =
        fields.stream().filter(Argument.class::isInstance).map(Argument.class::cast).toList();
    fields.forEach(this::check);
    for (int i = 1; i < arguments.size(); i++) {
      Argument before = arguments.get(i - 1);
      Argument argument = arguments.get(i);
      if (before.isRepeated() || before.mayBeAbsent() && !argument.mayBeAbsent()) {
        throw new IllegalArgumentException(argument.name() + " cannot follow " + before.name());
      }
    }
  }

  private void check(RequestField field) {
    if (field instanceof Length length) {
      checkIsArgument(length.argument());
    } else if (field instanceof Count count) {
      checkIsArgument(count.argument());
    }
  }

  private void checkIsArgument(String name) {
    if (arguments.stream().noneMatch(argument -> argument.name().equals(name))) {
      throw new IllegalArgumentException("there is no argument " + name);
    }
  }

  /** The arguments, for people: {@code KEY [VALUE]}. Empty if there are none. */
  public String usage() {
    var usage = new StringBuilder();
    int open = 0;
    for (Argument argument : arguments) {
      usage.append(usage.isEmpty() ? "" : " ");
      if (argument.mayBeAbsent()) {
        usage.append('[');
        open++;
      }
      usage.append(argument.name()).append(argument.isRepeated() ? "..." : "");
    }
    return usage + "]".repeat(open);
  }

  /**
   * A request's payload.
   *
   * @param operation the operation's name, for messages
   * @throws IllegalArgumentException if the arguments are too few, too many or out of range
   */
  public Buffer encode(String operation, List<String> given) {
    checkNumber(operation, given.size());
    Map<String, List<Buffer>> encoded = new LinkedHashMap<>();
    for (int i = 0; i < arguments.size(); i++) {
      Argument argument = arguments.get(i);
      encoded.put(
          argument.name(), values(argument, i, given).stream().map(argument::encode).toList());
    }
    Buffer payload = Buffer.buffer();
    fields.forEach(field -> payload.appendBuffer(encode(field, encoded)));
    return payload;
  }

  private void checkNumber(String operation, int given) {
    long least = arguments.stream().filter(argument -> !argument.mayBeAbsent()).count();
    boolean takesAll = arguments.stream().anyMatch(Argument::isRepeated);
    if (given < least || given > arguments.size() && !takesAll) {
      String takes = arguments.isEmpty() ? "no arguments" : "the arguments " + usage();
      throw new IllegalArgumentException(operation + " takes " + takes);
    }
  }

  private static List<String> values(Argument argument, int index, List<String> given) {
    if (argument.isRepeated()) {
      return given.subList(index, given.size());
    }
    if (index < given.size()) {
      return List.of(given.get(index));
    }
    return argument.whenAbsent().map(List::of).orElse(List.of());
  }

  private static Buffer encode(RequestField field, Map<String, List<Buffer>> encoded) {
    if (field instanceof Argument argument) {
      return joined(encoded.get(argument.name()));
    }
    if (field instanceof Length length) {
      int bytes = joined(encoded.get(length.argument())).length();
      return ArgumentType.u8(length.argument() + "'s length", bytes);
    }
    if (field instanceof Count count) {
      int times = encoded.get(count.argument()).size();
      return ArgumentType.u8("the number of " + count.argument(), times);
    }
    return ((Constant) field).bytes();
  }

  private static Buffer joined(List<Buffer> parts) {
    List<Buffer> all = new ArrayList<>(parts);
    Buffer joined = Buffer.buffer();
    all.forEach(joined::appendBuffer);
    return joined;
  }
}

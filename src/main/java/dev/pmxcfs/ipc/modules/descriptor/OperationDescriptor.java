package dev.pmxcfs.ipc.modules.descriptor;

import dev.pmxcfs.ipc.json.CheckedJson;
import dev.qbipc.server.OperationOptions;
import dev.qbipc.server.Threading;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * An operation of a module.
 *
 * @param name what people call it
 * @param options how it is deployed
 * @param request how its requests are made
 */
public record OperationDescriptor(String name, OperationOptions options, RequestLayout request) {

  static OperationDescriptor parse(String where, Object value) {
    var members =
        CheckedJson.of(where, value, "name", "threading", "instances", "deadlineMillis", "request");
    return new OperationDescriptor(
        members.filledString("name"), options(members), new RequestLayout(request(members)));
  }

  private static List<RequestField> request(CheckedJson members) {
    return members.elements("request", RequestField::parse);
  }

  private static OperationOptions options(CheckedJson members) {
    var options = new OperationOptions();
    members
        .optionalString("threading")
        .map(name -> threading(members.place("threading"), name))
        .ifPresent(options::setThreading);
    members
        .optionalInteger("instances")
        .ifPresent(instances -> options.setInstances(Math.toIntExact(instances)));
    members
        .optionalInteger("deadlineMillis")
        .ifPresent(millis -> options.setDeadline(Duration.ofMillis(millis)));
    return options;
  }

  private static Threading threading(String where, String name) {
    return Arrays.stream(Threading.values())
        .filter(threading -> spelled(threading).equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(where + " is not known: " + name));
  }

  /** How descriptors, and what is printed, spell a threading: {@code event-loop}. */
  public static String spelled(Threading threading) {
    return threading.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

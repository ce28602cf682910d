package dev.qbipc.testing;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.PostDiscoveryFilter;

/** Leaves out the tests whose {@link Needs} this machine does not meet. */
public final class UnmetNeeds implements PostDiscoveryFilter {

  @Override
  public FilterResult apply(TestDescriptor test) {
    Optional<String> unmet = test.getSource().flatMap(source -> unmet(needs(source)));
    if (unmet.isEmpty()) {
      return FilterResult.included("nothing is missing");
    }
    if (test.isTest()) {
      NotRun.add("they need " + unmet.get(), test.getUniqueId().toString(), test.getSource());
    }
    return FilterResult.excluded(unmet.get());
  }

  private static Optional<String> unmet(Stream<Needs> needs) {
    List<String> unmet =
        needs
            .flatMap(need -> Arrays.stream(need.value()))
            .filter(requirement -> !requirement.isMet())
            .sorted()
            .distinct()
            .map(Requirement::toString)
            .toList();
    return unmet.isEmpty() ? Optional.empty() : Optional.of(String.join(", and ", unmet));
  }

  private static Stream<Needs> needs(TestSource source) {
    if (source instanceof MethodSource method) {
      return Stream.of(method.getJavaMethod(), method.getJavaClass())
          .map(element -> element.getAnnotation(Needs.class))
          .filter(need -> need != null);
    }
    if (source instanceof ClassSource type) {
      return Stream.ofNullable(type.getJavaClass().getAnnotation(Needs.class));
    }
    return Stream.empty();
  }
}

package dev.qbipc.server;

import java.util.Map;
import java.util.function.Supplier;

/**
 * Operations that are put in and out of service together: the contents of one jar.
 *
 * <p>The program discovers modules with {@link java.util.ServiceLoader}, so an implementation is
 * public, has a public constructor without parameters, and is named in {@code
 * META-INF/services/dev.qbipc.server.OperationModule} of its jar. A module must not keep anything
 * between requests: everything belongs in the state, which outlives the module when it is swapped.
 *
 * @param <S> the state that the operations answer from
 */
public interface OperationModule<S> {

  /** {@return the module's name, the same in all its versions} */
  String name();

  /** {@return the type of the state, by which the program finds the one to hand over} */
  Class<S> stateType();

  /**
   * The module's operations. Called once for each loaded version, before anything is deployed; must
   * not block.
   *
   * @param state what they answer from; shared, and safe to use from any thread
   * @return for each message id, a supplier of new verticles
   */
  Map<Integer, Supplier<? extends OperationVerticle>> operations(S state);
}

package dev.pmxcfs.ipc.blackbox;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has SIGUSR1 print a blackbox to standard error, also for who finds no admin service there.
 *
 * <p>Java has {@code sun.misc.Signal} for that and nothing else: a package that its module exports
 * to all (JEP 260). It is found by name, since the compiler warns of it in a way that nothing can
 * answer, and a warning is an error here. A JVM without it goes on without the signal.
 */
public final class DumpSignal {

  private static final Logger LOG = LoggerFactory.getLogger(DumpSignal.class);

  private static final String NAME = "USR1";
  private static final String SIGNAL = "sun.misc.Signal";
  private static final String HANDLER = "sun.misc.SignalHandler";

  private DumpSignal() {}

  /** From now on, until the process ends. */
  public static void prints(Blackbox blackbox) {
    try {
      Class<?> signal = Class.forName(SIGNAL);
      Class<?> handler = Class.forName(HANDLER);
      Object usr1 = signal.getConstructor(String.class).newInstance(NAME);
      signal.getMethod("handle", signal, handler).invoke(null, usr1, handler(handler, blackbox));
    } catch (ReflectiveOperationException e) {
      LOG.debug("SIGUSR1 prints no events here", e);
    }
  }

  private static Object handler(Class<?> type, Blackbox blackbox) {
    InvocationHandler calls = (proxy, method, arguments) -> answer(method, arguments, blackbox);
    return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, calls);
  }

  /** It has one method of its own, and those of each object. */
  private static Object answer(Method method, Object[] arguments, Blackbox blackbox) {
    return switch (method.getName()) {
      case "equals" -> arguments[0] != null && Proxy.isProxyClass(arguments[0].getClass());
      case "hashCode" -> NAME.hashCode();
      case "toString" -> NAME;
      default -> {
        print(blackbox);
        yield null;
      }
    };
  }

  private static void print(Blackbox blackbox) {
    // whatever the log level is: somebody has asked
    System.err.println("SIGUSR1: the latest events");
    blackbox.entries().forEach(System.err::println);
  }
}

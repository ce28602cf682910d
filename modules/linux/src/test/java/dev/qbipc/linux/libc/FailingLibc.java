package dev.qbipc.linux.libc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.rules.ExternalResource;

/**
 * Puts a table of system calls in force, for as long as a test runs, in which one call fails: it is
 * not made, and its caller gets an errno. All threads of the JVM go through it.
 */
public final class FailingLibc extends ExternalResource {

  /** These do not fail, whatever happens. */
  private static final Set<String> INFALLIBLE =
      Set.of("getpid", "geteuid", "getegid", "sysconf", "getpriority");

  /** When these say that they failed, the kernel has done it all the same. */
  private static final Set<String> DONE_ANYWAY = Set.of("close", "munmap");

  /** These return the error number. */
  private static final Set<String> RETURNING_ERRNO = Set.of("posix_fallocate");

  private static final String POINTER = "mkdtemp";

  /** With which the last call of a thread failed, though the C library does not know it. */
  private final ThreadLocal<Integer> injected = ThreadLocal.withInitial(() -> 0);

  private final Map<String, Integer> counts = new TreeMap<>();
  private String failing = "";
  private int first;
  private int last;
  private int errno;
  private boolean failed;

  @Override
  protected void before() {
    ClassLoader loader = Libc.class.getClassLoader();
    Binding.current =
        (Libc)
            Proxy.newProxyInstance(
                loader, new Class<?>[] {Libc.class}, (proxy, call, given) -> call(call, given));
  }

  @Override
  protected void after() {
    Binding.current = Binding.C_LIBRARY;
  }

  /** Lets all calls pass, and counts them from here on. */
  public synchronized void pass() {
    failing = "";
    failed = false;
    counts.clear();
  }

  /**
   * Lets one call fail.
   *
   * @param call its C name
   * @param nth which of those that come, from 0
   * @param errno what its caller gets
   */
  public synchronized void fail(String call, int nth, int errno) {
    fail(call, nth, nth, errno);
  }

  /** Lets a call fail each time, until {@link #pass}. */
  public synchronized void failAlways(String call, int errno) {
    fail(call, 0, Integer.MAX_VALUE, errno);
  }

  private void fail(String call, int from, int to, int errno) {
    if (INFALLIBLE.contains(call)) {
      throw new IllegalArgumentException(call + " does not fail");
    }
    pass();
    failing = call;
    first = from;
    last = to;
    this.errno = errno;
  }

  /** Lets all calls pass from here on; what was counted stays. */
  public synchronized void heal() {
    failing = "";
  }

  /** Whether a call has failed since it was told to. */
  public synchronized boolean hasFailed() {
    return failed;
  }

  /** How often each call that can fail was made since {@link #pass}. */
  public synchronized Map<String, Integer> counts() {
    return new TreeMap<>(counts);
  }

  private Object call(Method call, Object[] arguments) throws Throwable {
    String name = call.getName();
    if (name.equals("errno")) {
      return injected.get() != 0 ? injected.get() : Binding.C_LIBRARY.errno();
    }
    int error = INFALLIBLE.contains(name) ? 0 : error(name);
    injected.set(error);
    if (error == 0) {
      return made(call, arguments);
    }
    if (DONE_ANYWAY.contains(name)) {
      made(call, arguments);
    }
    int result = RETURNING_ERRNO.contains(name) ? error : name.equals(POINTER) ? 0 : -1;
    if (call.getReturnType() == long.class) {
      return (long) result;
    }
    return result;
  }

  private synchronized int error(String name) {
    int nth = counts.merge(name, 1, Integer::sum) - 1;
    boolean fails = name.equals(failing) && nth >= first && nth <= last;
    failed |= fails;
    return fails ? errno : 0;
  }

  private static Object made(Method call, Object[] arguments) throws Throwable {
    try {
      return call.invoke(Binding.C_LIBRARY, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}

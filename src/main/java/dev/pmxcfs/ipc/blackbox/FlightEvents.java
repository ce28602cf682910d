package dev.pmxcfs.ipc.blackbox;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/**
 * Events for Java's Flight Recorder, one class for each {@link Kind}, under {@code dev.pmxcfs}.
 * They cost nothing while it does not run.
 *
 * <p>The classes have no class of ours in common: Java 17 cannot load such while it records.
 */
final class FlightEvents {

  private FlightEvents() {}

  /** Tells it of an event, if it runs. */
  static void commit(Kind kind, String text) {
    switch (kind) {
      case CONNECTION -> new Connection(text).commit();
      case REFUSAL -> new Refusal(text).commit();
      case SWAP -> new Swap(text).commit();
      case SLOW -> new SlowRequest(text).commit();
      case CHANGE -> new Change(text).commit();
      case GROUP -> new Group(text).commit();
      default -> throw new IllegalArgumentException(kind.word());
    }
  }

  @Name("dev.pmxcfs.Connection")
  @Label("Connection")
  @Category("pmxcfs")
  @StackTrace(false)
  private static final class Connection extends Event {

    @Label("Text")
    private final String text;

    Connection(String text) {
      this.text = text;
    }
  }

  @Name("dev.pmxcfs.Refusal")
  @Label("Refusal")
  @Category("pmxcfs")
  @StackTrace(false)
  private static final class Refusal extends Event {

    @Label("Text")
    private final String text;

    Refusal(String text) {
      this.text = text;
    }
  }

  @Name("dev.pmxcfs.Swap")
  @Label("Swap of a module")
  @Category("pmxcfs")
  @StackTrace(false)
  private static final class Swap extends Event {

    @Label("Text")
    private final String text;

    Swap(String text) {
      this.text = text;
    }
  }

  @Name("dev.pmxcfs.SlowRequest")
  @Label("Slow request")
  @Category("pmxcfs")
  @StackTrace(false)
  private static final class SlowRequest extends Event {

    @Label("Text")
    private final String text;

    SlowRequest(String text) {
      this.text = text;
    }
  }

  @Name("dev.pmxcfs.Change")
  @Label("Change of the configuration")
  @Category("pmxcfs")
  @StackTrace(false)
  private static final class Change extends Event {

    @Label("Text")
    private final String text;

    Change(String text) {
      this.text = text;
    }
  }

  @Name("dev.pmxcfs.Group")
  @Label("Group of the cluster")
  @Category("pmxcfs")
  @StackTrace(false)
  private static final class Group extends Event {

    @Label("Text")
    private final String text;

    Group(String text) {
      this.text = text;
    }
  }
}

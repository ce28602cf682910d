package dev.pmxcfs.bench.report;

/** What a number has to be. */
public sealed interface Goal {

  /** Whether a number reaches it. */
  boolean isMetBy(double value);

  /** For people. */
  String text(Unit unit);

  /** At least so much. */
  record AtLeast(double bound) implements Goal {
    @Override
    public boolean isMetBy(double value) {
      return value >= bound;
    }

    @Override
    public String text(Unit unit) {
      return "≥ " + unit.format(bound);
    }
  }

  /** At most so much. */
  record AtMost(double bound) implements Goal {
    @Override
    public boolean isMetBy(double value) {
      return value <= bound;
    }

    @Override
    public String text(Unit unit) {
      return "≤ " + unit.format(bound);
    }
  }

  /** Told for comparison. */
  record None() implements Goal {
    @Override
    public boolean isMetBy(double value) {
      return true;
    }

    @Override
    public String text(Unit unit) {
      return "";
    }
  }
}

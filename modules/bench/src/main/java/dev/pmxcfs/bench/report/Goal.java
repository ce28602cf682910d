package dev.pmxcfs.bench.report;

/** The goal for a number. */
public sealed interface Goal {

  /** Whether a number reaches it. */
  boolean isMetBy(double value);

  /** The goal in words. */
  String text(Unit unit);

  /** A lower bound. */
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

  /** An upper bound. */
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

  /** No goal: the number is shown for comparison. */
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

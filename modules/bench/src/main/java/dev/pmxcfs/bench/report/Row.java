package dev.pmxcfs.bench.report;

/**
 * One measured thing.
 *
 * @param what it is
 * @param goal what is asked
 * @param ours what this server did
 * @param other what it is compared with: libqb's server where the section says nothing else
 * @param ratio ours divided by the other
 * @param verdict whether the goal is met
 */
public record Row(
    String what, String goal, String ours, String other, String ratio, Verdict verdict) {

  /** Whether a goal is met. */
  public enum Verdict {
    MET("yes"),
    MISSED("NO"),
    NO_GOAL("");

    private final String label;

    Verdict(String label) {
      this.label = label;
    }

    /** For people. */
    public String label() {
      return label;
    }
  }

  /** A goal for the ratio of two numbers. */
  public static Row ratio(String what, Goal goal, Unit unit, double ours, double other) {
    double ratio = ours / other;
    return new Row(
        what,
        goal.text(Unit.RATIO),
        unit.format(ours),
        unit.format(other),
        Unit.RATIO.format(ratio),
        verdict(goal, ratio));
  }

  /** A goal for a number itself. */
  public static Row value(String what, Goal goal, Unit unit, double ours) {
    return value(what, goal, unit, ours, Double.NaN);
  }

  /** A goal for a number itself, told with another's. */
  public static Row value(String what, Goal goal, Unit unit, double ours, double other) {
    return new Row(
        what,
        goal.text(unit),
        unit.format(ours),
        unit.format(other),
        Unit.RATIO.format(ours / other),
        verdict(goal, ours));
  }

  private static Verdict verdict(Goal goal, double value) {
    if (goal instanceof Goal.None) {
      return Verdict.NO_GOAL;
    }
    return goal.isMetBy(value) ? Verdict.MET : Verdict.MISSED;
  }
}

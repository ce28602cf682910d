package dev.pmxcfs.bench.report;

/**
 * One measurement.
 *
 * @param what its name
 * @param goal the goal in words
 * @param ours the result of this server
 * @param other the result it is compared with, of libqb's server unless the section says otherwise
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

  /** A goal for a number itself, shown beside another's. */
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

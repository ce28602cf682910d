package dev.pmxcfs.ipc.modules.descriptor;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version of what modules see of this program: pmxcfs-api, and what operations need of qb-ipc. A
 * test compares both with the description of the version that they claim to be.
 *
 * @param major goes up when a module would have to be changed or compiled anew
 * @param minor goes up when something is added
 */
public record ApiVersion(int major, int minor) {

  /** What this program has. */
  public static final ApiVersion CURRENT = new ApiVersion(1, 0);

  private static final Pattern FORM = Pattern.compile("(\\d{1,6})\\.(\\d{1,6})");

  /**
   * @throws IllegalArgumentException if it is not two numbers with a dot between them
   */
  static ApiVersion parse(String version) {
    Matcher matcher = FORM.matcher(version);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("api is not a version such as 1.0: " + version);
    }
    return new ApiVersion(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
  }

  /** Whether a module works here that needs another version. */
  public boolean serves(ApiVersion needed) {
    return major == needed.major && minor >= needed.minor;
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}

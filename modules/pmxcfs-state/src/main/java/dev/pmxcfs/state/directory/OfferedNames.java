package dev.pmxcfs.state.directory;

import dev.pmxcfs.state.tree.VirtualNames;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which names a directory offers: not those of version control, not what editors put beside a file
 * that they have open or have changed, and not those that the server makes up.
 */
final class OfferedNames {

  private static final Set<String> VERSION_CONTROL =
      Set.of(
          ".git",
          ".gitattributes",
          ".gitignore",
          ".gitmodules",
          ".hg",
          ".hgignore",
          ".svn",
          ".bzr",
          ".bzrignore");

  /**
   * Backups of most editors, locks and autosaves of Emacs, swap files of Vim and nano, of Kate, and
   * what GNOME's programs write before they rename it.
   */
  private static final Pattern EDITORS =
      Pattern.compile(
          ".*~|\\.#.*|#.*#|\\..*\\.sw[a-z]|\\..*\\.swpx|\\..*\\.kate-swp|\\.goutputstream-.*",
          Pattern.DOTALL);

  private OfferedNames() {}

  /**
   * Why a path is not offered, or nothing if it is.
   *
   * @param path from the directory that is served or imported
   * @param name the last name in it
   */
  static Optional<String> reasonAgainst(String path, String name) {
    if (VERSION_CONTROL.contains(name)) {
      return Optional.of("belongs to version control");
    }
    if (EDITORS.matcher(name).matches()) {
      return Optional.of("is an editor's swap or backup file");
    }
    return VirtualNames.contain(path) ? Optional.of("is made up by the server") : Optional.empty();
  }
}

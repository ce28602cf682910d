package dev.pmxcfs.state.database;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the text in a database declares of the table {@code tree}. It may leave out some of what the
 * C server declares. More than that is refused: further columns lose what they hold when a row is
 * changed, a unique index has SQLite remove other rows without a word, and expressions may take for
 * ever.
 */
final class Declaration {

  /** Ours have some hundred; to match a long one may take all there is of the stack. */
  private static final int MAX_LENGTH = 4096;

  private static final String NAME = "(?:\"\\w+\"|\\[\\w+]|`\\w+`|\\w+)";

  private static final Pattern TABLE =
      Pattern.compile("create table (?:if not exists )?" + NAME + " ?\\((.*)\\) ?;?");

  private static final Pattern COLUMN =
      Pattern.compile(
          " ?[\"\\[`]?("
              + String.join("|", TreeSchema.COLUMNS)
              + ")[\"\\]`]?(?: (?:integer|int|num|numeric|text|blob))?"
              + "(?: primary key| not null| check ?\\( ?typeof ?\\( ?\\1 ?\\) ?==? ?'integer' ?\\))* ?");

  private static final Pattern INDEX =
      Pattern.compile(
          "create index .* on "
              + NAME
              + " ?\\( ?"
              + NAME
              + "(?: asc| desc)?(?: ?, ?"
              + NAME
              + "(?: asc| desc)?)* ?\\) ?;?");

  private Declaration() {}

  /** The first part of a table's declaration that is more than the C server's. */
  static Optional<String> excessOfTable(String sql) {
    var table = TABLE.matcher(normalized(sql));
    if (sql.length() > MAX_LENGTH || !table.matches()) {
      return Optional.of(sql);
    }
    return Arrays.stream(table.group(1).split(","))
        .filter(column -> !COLUMN.matcher(column).matches())
        .map(String::strip)
        .findFirst();
  }

  /** Whether an index has columns alone, and rows may be the same in them. */
  static boolean isPlainIndex(String sql) {
    return sql.length() <= MAX_LENGTH && INDEX.matcher(normalized(sql)).matches();
  }

  private static String normalized(String sql) {
    return sql.strip().toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
  }
}

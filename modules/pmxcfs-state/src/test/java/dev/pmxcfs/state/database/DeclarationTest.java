package dev.pmxcfs.state.database;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.Test;

/** A database's table may be declared as the C server does it, or with less. */
public class DeclarationTest {

  private static final String OTHERS = "parent, version, writer, mtime, type, name, data";

  private static void assertExcess(String excess, String sql) {
    assertEquals(sql, Optional.ofNullable(excess), Declaration.excessOfTable(sql));
  }

  @Test
  public void asTheServersDoIt() {
    assertExcess(null, TreeSchema.CREATE_TABLE);
    assertExcess(null, TreeSchema.CREATE_TABLE.replaceAll("\\s+", " ") + ";");
    assertExcess(null, TreeSchema.CREATE_TABLE.replace("TABLE", "TABLE IF NOT EXISTS"));
    assertExcess(null, TreeSchema.CREATE_TABLE.replace("tree", "\"tree\""));
  }

  @Test
  public void withLess() {
    assertExcess(null, "create table tree(inode, " + OTHERS + ")");
    assertExcess(null, "CREATE TABLE [tree](inode INT, " + OTHERS + ")");
    assertExcess(null, "CREATE TABLE `tree`(\"inode\" INTEGER PRIMARY KEY, " + OTHERS + ")");
  }

  @Test
  public void withMore() {
    for (String more :
        List.of(
            "extra",
            "inode default 1",
            "inode unique",
            "inode integer primary key on conflict ignore",
            "name text collate nocase",
            "name references other",
            "mtime as (1)",
            "mtime generated always as (version) stored",
            "type check(typeof(mtime)=='integer')",
            "type check(type > 0)",
            "unique (name)",
            "inode /* */",
            "inode2")) {
      assertExcess(more, "create table tree(" + more + ", " + OTHERS + ")");
    }
    String option = "create table tree(inode integer primary key) without rowid";
    assertExcess(option, option);
    String view = "create view tree as select 1";
    assertExcess(view, view);
  }

  @Test
  public void ofAnyLength() {
    String many = "create table tree(inode" + " not null".repeat(200_000) + ")";
    assertExcess(many, many);
    assertFalse(
        Declaration.isPlainIndex("create index i on tree(" + "name, ".repeat(200_000) + "name)"));
  }

  @Test
  public void indexesOfColumns() {
    for (String plain :
        List.of(
            "create index ti on tree(name)",
            "CREATE INDEX \"a b\" ON tree ( name , mtime DESC )",
            "create index if not exists x on \"tree\"(\"parent\",name asc)")) {
      assertTrue(plain, Declaration.isPlainIndex(plain));
    }
    for (String other :
        List.of(
            "create unique index ti on tree(name)",
            "create index ti on tree(lower(name))",
            "create index ti on tree(name) where type = 8",
            "create index ti on tree(name collate nocase)",
            "create index ti on tree(name || 'x')",
            "create index ti on tree(" + "a".repeat(1000) + "!)")) {
      assertFalse(other, Declaration.isPlainIndex(other));
    }
  }
}

package dev.pmxcfs.cluster.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pmxcfs.cluster.group.Application;
import dev.pmxcfs.cluster.group.Member;
import dev.pmxcfs.cluster.group.StateMachine;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;

/** The smallest database: a map with a version. */
public final class MapDatabase implements Database<MapSubmission> {

  private static final int SHARED_NAMES = 5;

  private MapContents stored = new MapContents(new TreeMap<>(), 1, 0, 0);
  private boolean isFailing;

  @Override
  public Application<MapSubmission> open(
      Member self, IntSupplier seconds, BooleanSupplier quorate) {
    isFailing = false;
    return new MapApplication(this);
  }

  public MapContents stored() {
    return stored;
  }

  /** Stores all of it, or fails and keeps what there is. */
  void store(MapContents contents) {
    if (isFailing) {
      throw new IllegalStateException("the disk is full");
    }
    stored = contents;
  }

  @Override
  public void submit(StateMachine<MapSubmission> machine, int change, Ledger ledger) {
    var submission = new MapSubmission(change, ledger);
    if (change % 3 == 0) {
      String name = "shared" + change % SHARED_NAMES;
      machine.submit(MapApplication.ADD, MapApplication.body(name, change), submission);
    } else {
      machine.submit(MapApplication.PUT, MapApplication.body(name(change), change), submission);
    }
  }

  private static String name(int change) {
    return "c" + change;
  }

  @Override
  public void changeAlone(int change, int node, int seconds) {
    stored = stored.with(name(change), Integer.toString(change), node, seconds);
  }

  @Override
  public Object backup() {
    return stored;
  }

  @Override
  public void restore(Object backup) {
    stored = (MapContents) backup;
  }

  @Override
  public Object contents() {
    return stored.text();
  }

  @Override
  public Set<Integer> changes() {
    return stored.entries().values().stream()
        .map(entry -> Integer.valueOf(entry.value()))
        .collect(Collectors.toSet());
  }

  @Override
  public long version() {
    return stored.version();
  }

  @Override
  public int mtime() {
    return stored.mtime();
  }

  @Override
  public byte[] emptyState() {
    return "0 0 0".getBytes(UTF_8);
  }

  @Override
  public void fail() {
    isFailing = true;
  }
}

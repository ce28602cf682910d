package dev.pmxcfs.state.replica;

import dev.pmxcfs.state.database.DatabaseException;

/** A change log that has a replica to itself, and ends with it. */
public interface ReplicaLog extends ChangeLog, AutoCloseable {

  /** How changes fare. Any thread may ask, and does not wait for one. */
  WriteStatus status();

  /** Makes what waits, and closes the database, after which every change is refused. Blocks. */
  @Override
  void close() throws DatabaseException;
}

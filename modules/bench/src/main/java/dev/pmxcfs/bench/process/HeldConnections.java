package dev.pmxcfs.bench.process;

/** Connections of a client that does nothing, until they are closed. */
public final class HeldConnections implements AutoCloseable {

  private final Child client;
  private final ServerProcess server;
  private final long descriptorsBefore;

  HeldConnections(Child client, ServerProcess server, long descriptorsBefore) {
    this.client = client;
    this.server = server;
    this.descriptorsBefore = descriptorsBefore;
  }

  /** Hangs up, and waits until the server has cleared everything away. */
  @Override
  public void close() {
    client.close();
    server.awaitDescriptors(descriptorsBefore);
  }
}

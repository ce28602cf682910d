package dev.pmxcfs.ipc.harness;

import dev.qbipc.QbException;
import dev.qbipc.libqb.LibqbClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Connects clients as pmxcfs's are until one is refused, says how many there are and why it is not
 * more, and keeps them until its standard input ends.
 */
public final class HeldClients {

  private static final int MESSAGE_SIZE = 1024 * 1024;

  private HeldClients() {}

  public static void main(String[] arguments) throws IOException {
    List<LibqbClient> clients = new ArrayList<>();
    try {
      while (true) {
        clients.add(LibqbClient.connect(arguments[0], MESSAGE_SIZE));
      }
    } catch (QbException e) {
      System.out.println(clients.size() + " clients, then errno " + e.errno());
      System.in.read();
      clients.forEach(LibqbClient::close);
    }
  }
}

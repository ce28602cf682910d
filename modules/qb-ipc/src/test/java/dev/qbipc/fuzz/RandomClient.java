package dev.qbipc.fuzz;

import dev.qbipc.conformance.ConformanceService;
import dev.qbipc.conformance.RawClient;
import dev.qbipc.conformance.SetupAnswer;
import dev.qbipc.libqb.LibqbMessage;
import dev.qbipc.wire.SetupRequestDescriptor;
import dev.qbipc.wire.SetupResponseDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A client whose every step is random: its handshake, its rings, its bytes and its end. */
public final class RandomClient {

  private static final int MESSAGE_SIZE = 12328;
  private static final int MAX_STEPS = 12;
  private static final int WAIT_FOR_ANSWER_MILLIS = 2000;
  private static final int[] REQUESTS = {
    ConformanceService.ECHO,
    ConformanceService.NO_REPLY,
    ConformanceService.TWO_REPLIES,
    ConformanceService.EVENTS,
    ConformanceService.STATS,
    ConformanceService.WHOAMI,
    -1,
    -3,
    Integer.MIN_VALUE,
    99
  };

  private final RawClient client;
  private final Random random;

  private RandomClient(RawClient client, Random random) {
    this.client = client;
    this.random = random;
  }

  /** Lets one connect, do what it does, and leave. */
  public static void live(String service, Random random) {
    try (var raw = RawClient.connectWhenTheQueueHasRoom(service)) {
      var client = new RandomClient(raw, random);
      if (random.nextInt(5) == 0) {
        client.misuseHandshake();
      } else if (client.shakeHands()) {
        client.misuseRings();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void misuseHandshake() {
    byte[] request = SetupRequestDescriptor.encode(FuzzValues.near(MESSAGE_SIZE, random));
    for (int flips = random.nextInt(4); flips > 0; flips--) {
      request[random.nextInt(request.length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
    }
    int length = random.nextInt(3) == 0 ? random.nextInt(request.length + 1) : request.length;
    int pieces = 1 + random.nextInt(4);
    for (int i = 0; i < pieces; i++) {
      byte[] piece = Arrays.copyOfRange(request, length * i / pieces, length * (i + 1) / pieces);
      if (piece.length > 0) {
        client.trySendBytes(piece);
      }
    }
    if (random.nextBoolean()) {
      client.trySendBytes(new byte[1 + random.nextInt(100)]);
    }
    if (random.nextBoolean()) {
      client.awaitReadable(random.nextInt(20));
    }
  }

  private boolean shakeHands() {
    int size = random.nextInt(4) == 0 ? random.nextInt(1 << 20) : MESSAGE_SIZE;
    client.trySendBytes(SetupRequestDescriptor.encode(size));
    if (random.nextInt(20) == 0 || client.awaitReadable(WAIT_FOR_ANSWER_MILLIS) == 0) {
      return false;
    }
    SetupAnswer answer = client.receiveAnswer();
    if (answer.bytes().length != SetupResponseDescriptor.SIZE || answer.error() != 0) {
      throw new AssertionError("an honest handshake was refused: " + answer.error());
    }
    client.openRings(answer);
    return true;
  }

  private void misuseRings() throws IOException {
    try (var request = new FuzzedRing(client.request());
        var response = new FuzzedRing(client.response());
        var event = new FuzzedRing(client.event())) {
      var rings = List.of(request, response, event);
      for (int steps = 1 + random.nextInt(MAX_STEPS); steps > 0; steps--) {
        step(request, rings.get(random.nextInt(rings.size())));
      }
    }
  }

  private void step(FuzzedRing request, FuzzedRing any) throws IOException {
    switch (random.nextInt(16)) {
      case 0, 1, 2, 3, 4, 5 -> {
        // What EVENTS takes: how many, and how large.
        byte[] payload = LibqbMessage.ints(random.nextInt(600), 4 + random.nextInt(200));
        request.writeRequest(REQUESTS[random.nextInt(REQUESTS.length)], payload, random);
        announce();
      }
      case 6, 7, 8 -> any.changeHeader(random);
      case 9, 10 -> any.changeData(random);
      case 11 -> any.changeFile(random);
      case 12 -> request.changeSemaphore(random);
      case 13 -> client.trySendBytes(new byte[1 + random.nextInt(2000)]);
      case 14 -> Thread.onSpinWait();
      // Gives the server time to see what was done so far.
      default -> client.awaitReadable(1 + random.nextInt(3));
    }
  }

  private void announce() {
    if (random.nextInt(8) != 0) {
      client.trySendBytes((byte) 0);
    }
  }
}

package dev.qbipc.conformance;

import static dev.qbipc.AsyncAssertions.awaitErrno;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.qbipc.QbException;
import dev.qbipc.client.QbClient;
import dev.qbipc.client.QbClientOptions;
import dev.qbipc.linux.Credentials;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.AcceptPolicy;
import dev.qbipc.server.Admission;
import dev.qbipc.server.HandshakeOptions;
import dev.qbipc.server.QbServerOptions;
import io.vertx.core.Future;
import io.vertx.ext.unit.TestContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.Before;
import org.junit.Test;

/** Who may not even knock is sent away by what the kernel says of the connection. */
public class DoorTest extends OwnServerTest {

  private static final int ATTEMPTS = 100;
  private static final int MAX_HANDSHAKES = 2;

  /** How libqb says that the server has hung up while the request was being sent. */
  private static final Set<Integer> HUNG_UP = Set.of(Errno.EPIPE, Errno.ECONNRESET, Errno.ENOTCONN);

  private final Door door = new Door();

  /** Notes who knocks and who is let in. */
  private static final class Door implements AcceptPolicy {

    private final List<Credentials> knocking = new CopyOnWriteArrayList<>();
    private final List<Credentials> admitted = new CopyOnWriteArrayList<>();
    private volatile boolean isOpen;
    private volatile boolean isBroken;

    @Override
    public boolean mayKnock(Credentials connector) {
      if (isBroken) {
        throw new IllegalStateException("thrown by the test");
      }
      knocking.add(connector);
      return isOpen;
    }

    @Override
    public Admission admit(Credentials peer) {
      admitted.add(peer);
      return Admission.readWrite();
    }
  }

  @Before
  public void allowFewHandshakes() {
    restart(
        new ServiceOptions()
            .server(
                new QbServerOptions()
                    .setHandshakeOptions(
                        new HandshakeOptions().setMaxHandshakes(MAX_HANDSHAKES).setEventLoops(1))));
  }

  private int errnoOfLibqbsClient() {
    return assertThrows(QbException.class, this::connect).errno();
  }

  private Future<QbClient> connectWithQbClient() {
    return QbClient.connect(server.vertx(), new QbClientOptions().setService(server.service()));
  }

  @Test
  public void whoMayKnockIsAdmittedAsEver() {
    door.isOpen = true;
    server.acceptPolicy(door);
    ServerConformance.assertServes(server.service());
    assertEquals(door.admitted, door.knocking);
    assertEquals(server.pid(), door.knocking.get(0).pid());
  }

  @Test
  public void aStrangerIsToldEpermBeforeItHasSaidAnything(TestContext test) {
    server.acceptPolicy(door);
    try (var stranger = RawClient.connect(server.service())) {
      assertEquals(-Errno.EPERM, stranger.receiveAnswer().error());
      assertEquals(0, stranger.awaitEnd());
    }
    for (int i = 0; i < ATTEMPTS; i++) {
      awaitErrno(test, Errno.EPERM, connectWithQbClient());
      int errno = errnoOfLibqbsClient();
      assertTrue(Errno.name(errno), errno == Errno.EPERM || HUNG_UP.contains(errno));
    }
    assertEquals(1 + 2 * ATTEMPTS, server.stats().protection().refusedByPolicy());
    assertEquals(List.of(), door.admitted);
  }

  @Test
  public void strangersTakeNoPlaceOfAHandshake() {
    server.acceptPolicy(door);
    List<RawClient> strangers = new ArrayList<>();
    try {
      for (int i = 0; i < ATTEMPTS; i++) {
        strangers.add(RawClient.connectWhenTheQueueHasRoom(server.service()));
      }
      Eventually.assertBecomes("knocked", ATTEMPTS, door.knocking::size);
      door.isOpen = true;
      ServerConformance.assertServes(server.service());
      assertEquals(0, server.stats().protection().handshakeEvictions());
    } finally {
      strangers.forEach(RawClient::close);
    }
  }

  @Test
  public void aPolicyThatThrowsLetsNobodyIn(TestContext test) {
    door.isBroken = true;
    server.acceptPolicy(door);
    awaitErrno(test, Errno.EPERM, connectWithQbClient());
    door.isBroken = false;
    door.isOpen = true;
    ServerConformance.assertServes(server.service());
  }
}

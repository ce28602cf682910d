package dev.pmxcfs.ipc.harness;

import static org.junit.Assert.assertNotNull;

import dev.qbipc.testing.Patience;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainDatagramPacket;
import io.netty.channel.unix.DomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The socket at which systemd is told of its services. */
public final class NotifySocketStandIn implements AutoCloseable {

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();

  /**
   * @param name as it is in the environment: a path, or an abstract name behind {@code @}
   */
  public NotifySocketStandIn(String name) {
    new Bootstrap()
        .group(loops)
        .channel(EpollDomainDatagramChannel.class)
        .handler(
            new SimpleChannelInboundHandler<DomainDatagramPacket>() {
              @Override
              protected void channelRead0(
                  ChannelHandlerContext context, DomainDatagramPacket packet) {
                messages.add(packet.content().toString(StandardCharsets.UTF_8));
              }
            })
        .bind(new DomainSocketAddress(name.replaceFirst("^@", "\0")))
        .syncUninterruptibly();
  }

  /** The next message. */
  public String next() throws InterruptedException {
    String message = messages.poll(Patience.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    assertNotNull("systemd was told nothing", message);
    return message;
  }

  /** The next message that begins otherwise. */
  public String nextButFor(String beginning) throws InterruptedException {
    String message = next();
    while (message.startsWith(beginning)) {
      message = next();
    }
    return message;
  }

  /** Forgets all messages so far. */
  public void forget() {
    messages.clear();
  }

  /** How many messages there are that nobody has taken. */
  public int waiting() {
    return messages.size();
  }

  @Override
  public void close() {
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}

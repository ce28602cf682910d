package dev.pmxcfs.ipc.metrics;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.impl.transports.EpollTransport;
import io.vertx.core.net.TcpConfig;
import io.vertx.core.spi.transport.Transport;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Closes connections beyond a number on the thread that accepts them, before anything is made for
 * them. Counted any later, on their event loop, they could be accepted faster than they are closed,
 * and take the descriptors that clients of the service need.
 */
@Sharable
final class ConnectionLimit extends ChannelInboundHandlerAdapter {

  private final int max;
  private final AtomicInteger open = new AtomicInteger();

  /**
   * @param max how many connections may be open at once
   */
  ConnectionLimit(int max) {
    this.max = max;
  }

  /** Starts Vert.x with some options; the limit is one for all its TCP servers together. */
  Vertx start(VertxOptions options) {
    return Vertx.builder().with(options).withTransport(new LimitedTransport()).build();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object accepted) {
    var connection = (Channel) accepted;
    if (open.incrementAndGet() > max) {
      open.decrementAndGet();
      connection.unsafe().closeForcibly();
      return;
    }
    connection.closeFuture().addListener(closed -> open.decrementAndGet());
    context.fireChannelRead(connection);
  }

  /** Vert.x's own, but for what it does with connections that are accepted. */
  private final class LimitedTransport extends EpollTransport
      implements io.vertx.core.transport.Transport {

    @Override
    public String name() {
      return "epoll";
    }

    @Override
    public boolean available() {
      return isAvailable();
    }

    @Override
    public Transport implementation() {
      return this;
    }

    @Override
    public void configure(TcpConfig options, boolean domainSocket, ServerBootstrap bootstrap) {
      super.configure(options, domainSocket, bootstrap);
      bootstrap.handler(ConnectionLimit.this);
    }
  }
}

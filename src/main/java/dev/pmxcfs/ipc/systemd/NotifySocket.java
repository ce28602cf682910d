package dev.pmxcfs.ipc.systemd;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends datagrams to systemd, each from a socket of its own, one after the other. What cannot be
 * sent is dropped; the first time after one that could, that is logged.
 */
final class NotifySocket {

  private static final Logger LOG = LoggerFactory.getLogger(NotifySocket.class);

  /** systemd reads at once, or has other worries. */
  private static final long LIMIT_SECONDS = 2;

  private final VertxInternal vertx;
  private final DomainSocketAddress address;
  private final String name;
  private Future<Void> last = Future.succeededFuture();
  private volatile boolean isBroken;

  /**
   * @param address as {@link NotifyEnvironment} gives it
   */
  NotifySocket(Vertx vertx, DomainSocketAddress address) {
    this.vertx = (VertxInternal) vertx;
    this.address = address;
    this.name = address.path().replace('\0', '@');
  }

  /**
   * Sends a message behind those that were sent before. Any thread may call it; it does not block.
   *
   * @param message lines of the form {@code NAME=value}
   * @return completes when it has been sent or dropped
   */
  synchronized Future<Void> send(String message) {
    last = last.transform(before -> sendNow(message));
    return last;
  }

  private Future<Void> sendNow(String message) {
    Promise<Void> sent = Promise.promise();
    ChannelFuture connecting =
        new Bootstrap()
            .group(vertx.nettyEventLoopGroup())
            .channel(EpollDomainDatagramChannel.class)
            .handler(new ChannelInboundHandlerAdapter())
            .connect(address);
    connecting.addListener((ChannelFutureListener) connected -> write(connected, message, sent));
    return sent.future()
        .timeout(LIMIT_SECONDS, TimeUnit.SECONDS)
        .onSuccess(done -> isBroken = false)
        .recover(this::drop)
        .eventually(() -> Future.succeededFuture(connecting.channel().close()));
  }

  private static void write(ChannelFuture connected, String message, Promise<Void> sent) {
    if (!connected.isSuccess()) {
      sent.tryFail(connected.cause());
      return;
    }
    Channel channel = connected.channel();
    channel
        .writeAndFlush(Unpooled.copiedBuffer(message, StandardCharsets.UTF_8))
        .addListener(
            written -> {
              if (written.isSuccess()) {
                sent.tryComplete();
              } else {
                sent.tryFail(written.cause());
              }
            });
  }

  private Future<Void> drop(Throwable cause) {
    if (!isBroken) {
      isBroken = true;
      LOG.warn("systemd cannot be told how the service is, at {}: {}", name, cause.getMessage());
    }
    return Future.succeededFuture();
  }
}

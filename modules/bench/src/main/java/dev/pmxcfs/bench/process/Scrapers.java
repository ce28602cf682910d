package dev.pmxcfs.bench.process;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Threads that ask a server over HTTP as fast as they can, until they are closed. */
public final class Scrapers implements AutoCloseable {

  private static final String LENGTH = "content-length: ";
  private static final String OK = "HTTP/1.1 200 ";

  private final int port;
  private final byte[] request;
  private final AtomicLong answers = new AtomicLong();
  private final List<Thread> threads = new ArrayList<>();
  private final long begun = System.nanoTime();
  private volatile boolean ended;
  private volatile IOException failure;

  private Scrapers(int port, String path) {
    this.port = port;
    this.request =
        ("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            .getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Starts the scrapers. */
  public static Scrapers start(int count, int port, String path) {
    var scrapers = new Scrapers(port, path);
    for (int i = 0; i < count; i++) {
      var thread = new Thread(scrapers::scrape, "scraper " + i);
      scrapers.threads.add(thread);
      thread.start();
    }
    return scrapers;
  }

  /** A port of the loopback interface that is free. */
  public static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new BenchmarkFailedException("no port is free", e);
    }
  }

  private void scrape() {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        var answer = new BufferedInputStream(socket.getInputStream())) {
      while (!ended) {
        socket.getOutputStream().write(request);
        answer.skipNBytes(readHead(answer));
        answers.incrementAndGet();
      }
    } catch (IOException e) {
      failure = e;
    }
  }

  /** Returns the length of what follows. */
  private static long readHead(InputStream answer) throws IOException {
    String line = readLine(answer);
    if (!line.startsWith(OK)) {
      throw new IOException("it said " + line);
    }
    long length = 0;
    while (!line.isEmpty()) {
      line = readLine(answer);
      if (line.startsWith(LENGTH)) {
        length = Long.parseLong(line.substring(LENGTH.length()));
      }
    }
    return length;
  }

  private static String readLine(InputStream answer) throws IOException {
    var line = new StringBuilder();
    for (int next = answer.read(); next != '\n'; next = answer.read()) {
      if (next < 0) {
        throw new IOException("it hung up");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  /** How many answers a second they have had so far, all together. */
  public double perSecond() {
    return answers.get() * 1e9 / (System.nanoTime() - begun);
  }

  /** Ends them; fails if one of them had no answer. */
  @Override
  public void close() {
    ended = true;
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      throw new BenchmarkFailedException("interrupted", e);
    }
    if (failure != null) {
      throw new BenchmarkFailedException("a scraper was not answered", failure);
    }
  }
}

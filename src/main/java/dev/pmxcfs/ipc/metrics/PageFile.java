package dev.pmxcfs.ipc.metrics;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * A file of the page: it is a resource of the program, so that the page works without a network,
 * and asks nobody but this server.
 *
 * @param type its media type
 */
record PageFile(String type, Buffer content) {

  /**
   * What a browser may do with an answer: load the page's own files, and ask this server. Nothing
   * in a line of HTML is run, no other page may have it in a frame, or read it.
   */
  static final Map<String, String> RULES_FOR_BROWSERS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
              + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
          "X-Content-Type-Options",
          "nosniff",
          "Cross-Origin-Resource-Policy",
          "same-origin",
          "Referrer-Policy",
          "no-referrer",
          "Cache-Control",
          "no-cache");

  /** All of them, by path. */
  static Map<String, PageFile> all() {
    return Map.of(
        "/", read("page.html", "text/html; charset=utf-8"),
        "/page.css", read("page.css", "text/css; charset=utf-8"),
        "/page.js", read("page.js", "text/javascript; charset=utf-8"),
        "/numbers.js", read("numbers.js", "text/javascript; charset=utf-8"),
        "/tables.js", read("tables.js", "text/javascript; charset=utf-8"),
        "/icon.svg", read("icon.svg", "image/svg+xml"));
  }

  private static PageFile read(String name, String type) {
    try (InputStream in = PageFile.class.getResourceAsStream("page/" + name)) {
      return new PageFile(type, Buffer.buffer(in.readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

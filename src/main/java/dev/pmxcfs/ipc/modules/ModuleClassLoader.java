package dev.pmxcfs.ipc.modules;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.security.CodeSigner;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;

/**
 * The classes and resources of one version of a module. Nothing outside keeps it: when the
 * version's verticles are gone, it goes too.
 */
final class ModuleClassLoader extends ClassLoader {

  static {
    registerAsParallelCapable();
  }

  private static final String PROTOCOL = "module";

  /**
   * Without this loader in it: threads remember the domains of all code that had a part in starting
   * them (until JDK 24), and pooled threads live longer than a module.
   */
  private static final ProtectionDomain DOMAIN =
      new ProtectionDomain(new CodeSource(null, (CodeSigner[]) null), null);

  private final String jar;
  private final Map<String, byte[]> entries;

  ModuleClassLoader(ModuleJar jar, ApiClassLoader api) {
    super(jar.descriptor().name() + "@" + jar.descriptor().version(), api);
    this.jar = jar.file().toString();
    this.entries = jar.entries();
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    byte[] bytes = entries.get(name.replace('.', '/') + ".class");
    if (bytes == null) {
      throw new ClassNotFoundException(name + " is not in " + jar);
    }
    return defineClass(name, bytes, 0, bytes.length, DOMAIN);
  }

  @Override
  protected URL findResource(String name) {
    byte[] contents = entries.get(name);
    return contents == null ? null : url(name, contents);
  }

  @Override
  protected Enumeration<URL> findResources(String name) {
    URL url = findResource(name);
    return Collections.enumeration(url == null ? List.of() : List.of(url));
  }

  private URL url(String name, byte[] contents) {
    try {
      return new URL(PROTOCOL, null, -1, jar + "!/" + name, new ContentsHandler(contents));
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e); // a protocol that has its handler is known
    }
  }

  /** Opens what is in memory already. */
  private static final class ContentsHandler extends URLStreamHandler {

    private final byte[] contents;

    ContentsHandler(byte[] contents) {
      this.contents = contents;
    }

    @Override
    protected URLConnection openConnection(URL url) {
      return new URLConnection(url) {

        @Override
        public void connect() {
          connected = true;
        }

        @Override
        public InputStream getInputStream() throws IOException {
          return new ByteArrayInputStream(contents);
        }
      };
    }
  }
}

package dev.pmxcfs.operations.config;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;

import dev.pmxcfs.state.ChangeWriter;
import dev.pmxcfs.state.NodeState;
import dev.pmxcfs.state.change.ImportedEntry;
import dev.pmxcfs.state.change.ImportedEntry.ImportedFile;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.test.FakeConnection;
import dev.qbipc.test.FakeRequest;
import java.time.Clock;
import java.util.List;

/** A state on an empty database, and the module's operations on it. */
final class ConfigFixture extends NodeState {

  ConfigFixture() {
    super(Clock.systemUTC());
  }

  /** Gives a file its contents, in whatever directory. */
  void put(String path, byte[] contents) throws TreeException {
    ImportedEntry file = new ImportedFile(path.getBytes(UTF_8), contents);
    new ChangeWriter(state().changes()).importAll(List.of(file));
  }

  void put(String path, String contents) throws TreeException {
    put(path, contents.getBytes(UTF_8));
  }

  void delete(String path) throws TreeException {
    new ChangeWriter(state().changes()).delete(path.getBytes(UTF_8));
  }

  FakeRequest ask(int id, byte[] payload, FakeConnection connection) {
    return ask(FakeRequest.of(id, payload, connection));
  }

  FakeRequest ask(FakeRequest request) {
    return request.answeredBy(new ConfigOperations().operations(state()).get(request.id()).get());
  }

  /** Asserts on error 0 and a payload, whose bytes are the characters of the text. */
  static void assertReplied(String expected, FakeRequest request) {
    assertEquals(0, request.error());
    assertEquals(expected, new String(request.replied(), ISO_8859_1));
  }

  static void assertFailed(int errno, FakeRequest request) {
    assertEquals(-errno, request.error());
    assertEquals(0, request.replied().length);
  }
}

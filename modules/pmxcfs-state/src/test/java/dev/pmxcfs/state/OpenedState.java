package dev.pmxcfs.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.TreeEntry;
import dev.pmxcfs.state.tree.TreeException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.function.ThrowingRunnable;
import org.junit.rules.ExternalResource;
import org.junit.rules.TemporaryFolder;

/** A state on a database of its own, to be written to with paths and contents as texts. */
public final class OpenedState extends ExternalResource {

  /** When the state is opened, in seconds since 1970. */
  static final long START = 1_795_533_456L;

  private final TemporaryFolder folder = new TemporaryFolder();
  private final ManualClock clock = new ManualClock(START);
  private RecordedDatabase database;
  private ClusterState state;

  @Override
  protected void before() throws Throwable {
    folder.create();
    database = RecordedDatabase.at(folder.getRoot().toPath().resolve("config.db"));
    state = LocalClusterState.open(database.options(), clock);
  }

  @Override
  protected void after() {
    try {
      state.close();
    } catch (Exception e) {
      throw new AssertionError(e);
    } finally {
      folder.delete();
    }
  }

  /** Closes the state and opens it again, as a restart does. */
  public void reopen() throws Exception {
    reopenAfter("");
  }

  /** The same, after something has been done to the database meanwhile. */
  public void reopenAfter(String sql) throws Exception {
    state.close();
    database.execute(sql);
    state = LocalClusterState.open(database.options(), clock);
  }

  public ManualClock clock() {
    return clock;
  }

  public RecordedDatabase database() {
    return database;
  }

  public ClusterState state() {
    return state;
  }

  public ChangeWriter writer() {
    return new ChangeWriter(state.changes());
  }

  public void makeDirectory(String path) throws TreeException {
    writer().makeDirectory(bytes(path));
  }

  /** Makes a directory and those it is in. */
  public void makeDirectories(String path) throws TreeException {
    StringBuilder made = new StringBuilder();
    for (String name : path.split("/")) {
      made.append('/').append(name);
      if (entry(made.toString()).isEmpty()) {
        makeDirectory(made.toString());
      }
    }
  }

  public void create(String path) throws TreeException {
    writer().create(bytes(path));
  }

  /** Writes at the file's start, and lets it end behind that. */
  public void overwrite(String path, String contents) throws TreeException {
    write(path, 0, contents, true);
  }

  public void write(String path, long offset, String contents, boolean truncate)
      throws TreeException {
    int written = writer().write(bytes(path), offset, bytes(contents), truncate);
    assertEquals(bytes(contents).length, written);
  }

  /** Creates a file and writes it. */
  public void put(String path, String contents) throws TreeException {
    create(path);
    write(path, 0, contents, false);
  }

  public void setMtime(String path, long mtime) throws TreeException {
    writer().setMtime(bytes(path), (int) mtime);
  }

  public void delete(String path) throws TreeException {
    writer().delete(bytes(path));
  }

  public void rename(String from, String to) throws TreeException {
    writer().rename(bytes(from), bytes(to));
  }

  public void removeLock(String path) throws TreeException {
    writer().removeLock(bytes(path));
  }

  /** As operations do before they look. */
  private ClusterState settled() {
    state.settle().toCompletableFuture().join();
    return state;
  }

  public Optional<String> config(String path) {
    return settled().config(ByteString.of(path)).map(data -> new String(data, UTF_8));
  }

  public Optional<TreeEntry> entry(String path) {
    return settled().tree().find(ConfigPath.of(path));
  }

  public long version() {
    return settled().tree().version();
  }

  /** The counter of a watched file, as the answer to GET_FS_VERSION has it. */
  public int counter(String path) {
    return number(settled().fsVersion(), "\"" + path + "\": (\\d+)");
  }

  /** The guest list's version. */
  public int listVersion() {
    int version = number(settled().guestList(), "\"version\": (\\d+)");
    assertEquals(version, counter("vmlist"));
    return version;
  }

  /** The guests of the list as {@code vmid:node/type}, and each one's version if wanted. */
  public String guests(boolean withVersions) {
    Matcher guests =
        Pattern.compile(
                "\"(\\d+)\": \\{ \"node\": \"([^\"]*)\", \"type\": \"(\\w+)\", \"version\": (\\d+) }")
            .matcher(new String(settled().guestList(), UTF_8));
    StringBuilder list = new StringBuilder();
    while (guests.find()) {
      list.append(list.isEmpty() ? "" : " ");
      list.append(guests.group(1)).append(':').append(guests.group(2));
      list.append('/').append(guests.group(3));
      list.append(withVersions ? "@" + guests.group(4) : "");
    }
    return list.toString();
  }

  private static int number(byte[] answer, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(new String(answer, UTF_8));
    if (!matcher.find()) {
      throw new AssertionError("no " + pattern);
    }
    return Integer.parseInt(matcher.group(1));
  }

  /** Asserts that a change is refused, and that nothing has changed. */
  public void assertRefused(int errno, ThrowingRunnable change) {
    byte[] versions = state.fsVersion();
    var tree = state.tree();
    TreeException refused = assertThrows(TreeException.class, change);
    assertEquals(refused.getMessage(), errno, refused.errno());
    assertEquals(new String(versions, UTF_8), new String(state.fsVersion(), UTF_8));
    assertEquals(tree, state.tree());
  }

  public static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}

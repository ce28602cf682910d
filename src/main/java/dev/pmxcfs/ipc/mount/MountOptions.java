package dev.pmxcfs.ipc.mount;

import dev.pmxcfs.state.json.MapOptions;
import dev.qbipc.fuse.FuseOptions;
import io.vertx.core.json.JsonObject;
import java.util.Objects;

/** Options for the mount of the configuration tree. */
public final class MountOptions {

  /** The threads that wait for calls of the kernel. */
  public static final int DEFAULT_READERS = FuseOptions.DEFAULT_READERS;

  private static final String DIRECTORY = "directory";
  private static final String READERS = "readers";

  private String directory;
  private int readers = DEFAULT_READERS;

  /** The defaults: no mount. */
  public MountOptions() {}

  /** A copy. */
  public MountOptions(MountOptions other) {
    directory = other.directory;
    readers = other.readers;
  }

  /**
   * @param json members named as the setters, each optional
   * @throws IllegalArgumentException if a member is not known, of the wrong type, or refused by its
   *     setter
   */
  public MountOptions(JsonObject json) {
    var members = new MapOptions(json.getMap());
    members.text(DIRECTORY, this::setDirectory);
    members.integer(READERS, this::setReaders);
    members.end();
  }

  /** The JSON form, from which equal options can be made. */
  public JsonObject toJson() {
    var json = new JsonObject().put(READERS, readers);
    if (directory != null) {
      json.put(DIRECTORY, directory);
    }
    return json;
  }

  /** The directory that the tree is mounted on; null for none, and then nothing is mounted. */
  public String getDirectory() {
    return directory;
  }

  /**
   * @param directory a path; the directory has to be there, and empty
   */
  public MountOptions setDirectory(String directory) {
    Objects.requireNonNull(directory, DIRECTORY);
    if (directory.isEmpty()) {
      throw new IllegalArgumentException("directory must be a path");
    }
    this.directory = directory;
    return this;
  }

  /** How many threads wait for calls of the kernel; there are more while these are held up. */
  public int getReaders() {
    return readers;
  }

  /**
   * @param readers from 1 to 1,024
   */
  public MountOptions setReaders(int readers) {
    this.readers = new FuseOptions().setReaders(readers).getReaders();
    return this;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MountOptions options && toJson().equals(options.toJson());
  }

  @Override
  public int hashCode() {
    return toJson().hashCode();
  }

  @Override
  public String toString() {
    return toJson().encode();
  }
}

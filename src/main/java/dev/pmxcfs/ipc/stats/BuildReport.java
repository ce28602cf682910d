package dev.pmxcfs.ipc.stats;

import dev.pmxcfs.ipc.json.CheckedJson;
import dev.pmxcfs.ipc.version.ProgramVersion;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

/**
 * What a server is made of.
 *
 * @param version the program's
 * @param java the Java that it runs on
 * @param vertx the Vert.x that is in it
 */
public record BuildReport(String version, String java, String vertx) {

  static BuildReport ofThisProcess() {
    return new BuildReport(
        ProgramVersion.number(),
        Runtime.version().toString(),
        Vertx.class.getPackage().getImplementationVersion());
  }

  JsonObject toJson() {
    return new JsonObject().put("version", version).put("java", java).put("vertx", vertx);
  }

  static BuildReport from(CheckedJson json) {
    return new BuildReport(json.string("version"), json.string("java"), json.string("vertx"));
  }
}

package dev.pmxcfs.docs.guide;

import dev.pmxcfs.ipc.server.PmxcfsServer;
import dev.pmxcfs.ipc.server.PmxcfsServerOptions;
import dev.pmxcfs.state.StateOptions;
import dev.qbipc.server.QbServerOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** The code of the guide's chapter on pmxcfs in a program of one's own. */
final class PmxcfsExamples {

  private PmxcfsExamples() {}

  static PmxcfsServerOptions options(String service, String database, String modules) {
    return new PmxcfsServerOptions()
        .setIpc(new QbServerOptions().setService(service))
        .setState(new StateOptions().setDatabase(database).setNodeName("testnode"))
        .setModules(modules);
  }

  static Future<PmxcfsServer> start(Vertx vertx, PmxcfsServerOptions options) {
    PmxcfsServer server = PmxcfsServer.create(vertx, options);
    return server.start().map(server);
  }
}

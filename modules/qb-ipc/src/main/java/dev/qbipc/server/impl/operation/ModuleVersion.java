package dev.qbipc.server.impl.operation;

import java.util.List;
import java.util.Map;

/**
 * A version of a module whose instances are deployed.
 *
 * @param routes where the requests of each of its ids go
 * @param deployments Vert.x's ids of the instances
 */
record ModuleVersion(
    String module, String version, Map<Integer, Route> routes, List<String> deployments) {}

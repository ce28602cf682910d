package dev.pmxcfs.ipc.stats;

import dev.pmxcfs.ipc.json.CheckedJson;
import dev.qbipc.server.ConnectionStats;
import dev.qbipc.server.QbConnection;
import io.vertx.core.json.JsonObject;

/**
 * What a connection has done since it was opened.
 *
 * @param id the connection's number
 * @param pid the client's process
 * @param uid the client's user
 * @param readOnly whether it was let in for reading alone
 * @param requests requests taken from it
 * @param responses responses written to it
 * @param events events written to it
 * @param eventQueue events it has not read
 * @param flowControl the flow-control word it reads: 0 lets it send
 * @param flowControlChanges how often that changed
 * @param sendRetries responses and events that found their ring full
 */
public record ConnectionReport(
    long id,
    int pid,
    int uid,
    boolean readOnly,
    long requests,
    long responses,
    long events,
    int eventQueue,
    int flowControl,
    long flowControlChanges,
    long sendRetries) {

  static ConnectionReport of(QbConnection connection, ConnectionStats stats) {
    return new ConnectionReport(
        connection.id(),
        connection.peer().pid(),
        connection.peer().uid(),
        connection.isReadOnly(),
        stats.requests(),
        stats.responses(),
        stats.events(),
        stats.eventQueueLength(),
        stats.flowControlState(),
        stats.flowControlCount(),
        stats.sendRetries());
  }

  JsonObject toJson() {
    return new JsonObject()
        .put("id", id)
        .put("pid", pid)
        .put("uid", uid)
        .put("readOnly", readOnly)
        .put("requests", requests)
        .put("responses", responses)
        .put("events", events)
        .put("eventQueue", eventQueue)
        .put("flowControl", flowControl)
        .put("flowControlChanges", flowControlChanges)
        .put("sendRetries", sendRetries);
  }

  static ConnectionReport from(CheckedJson json) {
    return new ConnectionReport(
        json.integer("id"),
        (int) json.integer("pid"),
        (int) json.integer("uid"),
        json.flag("readOnly"),
        json.integer("requests"),
        json.integer("responses"),
        json.integer("events"),
        (int) json.integer("eventQueue"),
        (int) json.integer("flowControl"),
        json.integer("flowControlChanges"),
        json.integer("sendRetries"));
  }
}

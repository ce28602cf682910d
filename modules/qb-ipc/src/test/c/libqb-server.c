/*
 * The conformance service on the real libqb: what our own server is compared with.
 *
 * Requests by id; payloads follow the 16-byte header, numbers are in host order.
 *    1 ECHO           response with the request's payload
 *    2 NO_REPLY       nothing
 *    3 TWO_REPLIES    u32 n (1..16): n responses, payload u32 index
 *    4 EVENTS         u32 count, u32 size: empty response, then count events of id 40, payload
 *                     u32 index padded to size bytes; a full ring is retried by a timer
 *    5 FAIL           i32 errno: response with error -errno
 *    6 DISCONNECT_ME  disconnects this client, no response
 *    7 RATE           u32 rate limit: empty response, then qb_ipcs_request_rate_limit
 *    8 SLEEP          u32 milliseconds: blocks the loop so long, then an empty response
 *    9 BIG            u32 size: response of size bytes, byte i = i * 31; -EMSGSIZE if it never fits
 *   10 STATS          u32 clear: 9 u64: requests, responses, events, send_retries, recv_retries,
 *                     flow_control_state, flow_control_count, event_q_length, client_pid
 *   11 SERVICE_STATS  u32 active, u32 closed
 *   12 WHOAMI         i32 pid, uid, gid as the accept callback saw them
 *   others            error -ENOSYS
 *
 * Standard output: "ready NAME" or "failed ERRNO", and each callback's name as it runs (accept,
 * created, closed, destroyed). Standard input: "rate N" sets the rate limit and is echoed; "stats"
 * prints "stats ACTIVE CLOSED"; "abort" ends the process without clean-up; the end of the input
 * ends it cleanly.
 */
#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include <qb/qbipcs.h>
#include <qb/qblog.h>
#include <qb/qbloop.h>

enum {
  ECHO = 1,
  NO_REPLY,
  TWO_REPLIES,
  EVENTS,
  FAIL,
  DISCONNECT_ME,
  RATE,
  SLEEP,
  BIG,
  STATS,
  SERVICE_STATS,
  WHOAMI,
  EVENT = 40,
  CREATED_EVENT = 41
};

#define MOST_REPLIES 16
#define RING_MARGIN 12
#define RETRY_NANOSECONDS 1000000ULL

/* A response that found its ring full (with --resend). */
struct reply {
  struct reply *next;
  size_t size;
  char message[];
};

/* Events that are still to be sent. */
struct flood {
  struct flood *next;
  uint32_t index;
  uint32_t count;
  uint32_t size;
};

struct client {
  qb_ipcs_connection_t *connection;
  int32_t pid;
  int32_t uid;
  int32_t gid;
  int closed_calls;
  struct reply *replies;
  struct flood *floods;
  qb_loop_timer_handle timer;
  bool timer_runs;
};

static struct {
  const char *service;
  uint32_t enforce;
  int refuse;
  bool has_auth;
  uid_t auth_uid;
  gid_t auth_gid;
  mode_t auth_mode;
  bool event_on_created;
  int closed_not_yet;
  bool resend;
} options;

static qb_loop_t *loop;
static qb_ipcs_service_t *service;

static void say(const char *line) {
  puts(line);
  fflush(stdout);
}

static void *allocate(size_t size) {
  void *memory = calloc(1, size);
  if (memory == NULL) {
    perror("calloc");
    exit(1);
  }
  return memory;
}

/* ---- what is sent later ---- */

static void retry(void *data);

static void retry_later(struct client *client) {
  if (!client->timer_runs
      && qb_loop_timer_add(loop, QB_LOOP_MED, RETRY_NANOSECONDS, client, retry, &client->timer) == 0) {
    client->timer_runs = true;
  }
}

static bool is_full(ssize_t result) { return result == -EAGAIN || result == -ENOBUFS; }

static void send_replies(struct client *client) {
  while (client->replies != NULL) {
    struct reply *reply = client->replies;
    if (is_full(qb_ipcs_response_send(client->connection, reply->message, reply->size))) {
      return;
    }
    client->replies = reply->next;
    free(reply);
  }
}

static ssize_t send_event(qb_ipcs_connection_t *connection, int32_t id, uint32_t index, uint32_t size) {
  size_t whole = sizeof(struct qb_ipc_response_header) + size;
  char *message = allocate(whole);
  struct qb_ipc_response_header *header = (struct qb_ipc_response_header *)message;
  header->id = id;
  header->size = (int32_t)whole;
  memcpy(message + sizeof(*header), &index, size < sizeof(index) ? size : sizeof(index));
  ssize_t result = qb_ipcs_event_send(connection, message, whole);
  free(message);
  return result;
}

static void send_floods(struct client *client) {
  while (client->floods != NULL) {
    struct flood *flood = client->floods;
    while (flood->index < flood->count) {
      if (is_full(send_event(client->connection, EVENT, flood->index, flood->size))) {
        return;
      }
      flood->index++;
    }
    client->floods = flood->next;
    free(flood);
  }
}

static void retry(void *data) {
  struct client *client = data;
  client->timer_runs = false;
  send_replies(client);
  send_floods(client);
  if (client->replies != NULL || client->floods != NULL) {
    retry_later(client);
  }
}

static void forget_unsent(struct client *client) {
  if (client->timer_runs) {
    qb_loop_timer_del(loop, client->timer);
    client->timer_runs = false;
  }
  while (client->replies != NULL) {
    struct reply *reply = client->replies;
    client->replies = reply->next;
    free(reply);
  }
  while (client->floods != NULL) {
    struct flood *flood = client->floods;
    client->floods = flood->next;
    free(flood);
  }
}

/* ---- responses ---- */

static void keep_reply(struct client *client, const char *message, size_t size) {
  struct reply *reply = allocate(sizeof(*reply) + size);
  reply->size = size;
  memcpy(reply->message, message, size);
  struct reply **end = &client->replies;
  while (*end != NULL) {
    end = &(*end)->next;
  }
  *end = reply;
  retry_later(client);
}

static void respond(struct client *client, int32_t id, int32_t error, const void *payload, size_t size) {
  size_t whole = sizeof(struct qb_ipc_response_header) + size;
  char *message = allocate(whole);
  struct qb_ipc_response_header *header = (struct qb_ipc_response_header *)message;
  header->id = id;
  header->size = (int32_t)whole;
  header->error = error;
  if (size > 0) {
    memcpy(message + sizeof(*header), payload, size);
  }
  if (client->replies != NULL
      || (is_full(qb_ipcs_response_send(client->connection, message, whole)) && options.resend)) {
    keep_reply(client, message, whole);
  }
  free(message);
}

static void reply_many(struct client *client, uint32_t count) {
  for (uint32_t i = 0; i < count && i < MOST_REPLIES; i++) {
    respond(client, TWO_REPLIES, 0, &i, sizeof(i));
  }
}

static void flood_events(struct client *client, uint32_t count, uint32_t size) {
  struct flood *flood = allocate(sizeof(*flood));
  flood->count = count;
  flood->size = size;
  struct flood **end = &client->floods;
  while (*end != NULL) {
    end = &(*end)->next;
  }
  *end = flood;
  send_floods(client);
  if (client->floods != NULL) {
    retry_later(client);
  }
}

static void reply_big(struct client *client, uint32_t size) {
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  size_t max = (size_t)qb_ipcs_connection_get_buffer_size(client->connection);
  size_t ring = (max + RING_MARGIN + 1 + page - 1) / page * page;
  if (sizeof(struct qb_ipc_response_header) + size > ring - RING_MARGIN) {
    respond(client, BIG, -EMSGSIZE, NULL, 0);
    return;
  }
  unsigned char *payload = allocate(size + 1);
  for (uint32_t i = 0; i < size; i++) {
    payload[i] = (unsigned char)(i * 31);
  }
  respond(client, BIG, 0, payload, size);
  free(payload);
}

static void reply_stats(struct client *client, uint32_t clear) {
  struct qb_ipcs_connection_stats_2 *stats =
      qb_ipcs_connection_stats_get_2(client->connection, (int32_t)clear);
  uint64_t payload[] = {
      stats->requests,
      stats->responses,
      stats->events,
      stats->send_retries,
      stats->recv_retries,
      (uint64_t)stats->flow_control_state,
      stats->flow_control_count,
      stats->event_q_length,
      (uint64_t)stats->client_pid,
  };
  free(stats);
  respond(client, STATS, 0, payload, sizeof(payload));
}

static void reply_service_stats(struct client *client) {
  struct qb_ipcs_stats stats;
  qb_ipcs_stats_get(service, &stats, 0);
  uint32_t payload[] = {stats.active_connections, stats.closed_connections};
  respond(client, SERVICE_STATS, 0, payload, sizeof(payload));
}

static void reply_whoami(struct client *client) {
  int32_t payload[] = {client->pid, client->uid, client->gid};
  respond(client, WHOAMI, 0, payload, sizeof(payload));
}

static void sleep_milliseconds(uint32_t milliseconds) {
  struct timespec time = {milliseconds / 1000, (long)(milliseconds % 1000) * 1000000L};
  while (nanosleep(&time, &time) != 0 && errno == EINTR) {
  }
}

static uint32_t number(const char *payload, size_t size, size_t index) {
  uint32_t value = 0;
  if (size >= (index + 1) * sizeof(value)) {
    memcpy(&value, payload + index * sizeof(value), sizeof(value));
  }
  return value;
}

/* ---- libqb's callbacks ---- */

static int32_t process(qb_ipcs_connection_t *connection, void *data, size_t size) {
  struct client *client = qb_ipcs_context_get(connection);
  struct qb_ipc_request_header *header = data;
  const char *payload = (const char *)data + sizeof(*header);
  size_t length = size > sizeof(*header) ? size - sizeof(*header) : 0;
  uint32_t first = number(payload, length, 0);
  switch (header->id) {
    case ECHO:
      respond(client, ECHO, 0, payload, length);
      break;
    case NO_REPLY:
      break;
    case TWO_REPLIES:
      reply_many(client, first);
      break;
    case EVENTS:
      respond(client, EVENTS, 0, NULL, 0);
      flood_events(client, first, number(payload, length, 1));
      break;
    case FAIL:
      respond(client, FAIL, -(int32_t)first, NULL, 0);
      break;
    case DISCONNECT_ME:
      qb_ipcs_disconnect(connection);
      break;
    case RATE:
      respond(client, RATE, 0, NULL, 0);
      qb_ipcs_request_rate_limit(service, (enum qb_ipcs_rate_limit)first);
      break;
    case SLEEP:
      sleep_milliseconds(first);
      respond(client, SLEEP, 0, NULL, 0);
      break;
    case BIG:
      reply_big(client, first);
      break;
    case STATS:
      reply_stats(client, first);
      break;
    case SERVICE_STATS:
      reply_service_stats(client);
      break;
    case WHOAMI:
      reply_whoami(client);
      break;
    default:
      respond(client, header->id, -ENOSYS, NULL, 0);
  }
  return 0;
}

static int32_t accept_client(qb_ipcs_connection_t *connection, uid_t uid, gid_t gid) {
  say("accept");
  struct client *client = allocate(sizeof(*client));
  struct qb_ipcs_connection_stats_2 *stats = qb_ipcs_connection_stats_get_2(connection, 0);
  client->connection = connection;
  client->pid = stats->client_pid;
  client->uid = (int32_t)uid;
  client->gid = (int32_t)gid;
  free(stats);
  qb_ipcs_context_set(connection, client);
  if (options.has_auth) {
    qb_ipcs_connection_auth_set(connection, options.auth_uid, options.auth_gid, options.auth_mode);
  }
  return -options.refuse;
}

static void created(qb_ipcs_connection_t *connection) {
  say("created");
  if (options.event_on_created) {
    send_event(connection, CREATED_EVENT, 0, 0);
  }
}

static int32_t closed(qb_ipcs_connection_t *connection) {
  say("closed");
  struct client *client = qb_ipcs_context_get(connection);
  forget_unsent(client);
  return client->closed_calls++ < options.closed_not_yet;
}

static void destroyed(qb_ipcs_connection_t *connection) {
  say("destroyed");
  free(qb_ipcs_context_get(connection));
}

static int32_t job_add(enum qb_loop_priority p, void *data, qb_loop_job_dispatch_fn job) {
  return qb_loop_job_add(loop, p, data, job);
}

static int32_t dispatch_add(
    enum qb_loop_priority p, int32_t fd, int32_t events, void *data, qb_ipcs_dispatch_fn_t job) {
  return qb_loop_poll_add(loop, p, fd, events, data, job);
}

static int32_t dispatch_mod(
    enum qb_loop_priority p, int32_t fd, int32_t events, void *data, qb_ipcs_dispatch_fn_t job) {
  return qb_loop_poll_mod(loop, p, fd, events, data, job);
}

static int32_t dispatch_del(int32_t fd) { return qb_loop_poll_del(loop, fd); }

/* ---- commands on standard input ---- */

static void stop(void) {
  qb_ipcs_destroy(service);
  qb_loop_stop(loop);
}

static void command(char *line) {
  int rate;
  if (sscanf(line, "rate %d", &rate) == 1) {
    qb_ipcs_request_rate_limit(service, (enum qb_ipcs_rate_limit)rate);
    say(line);
  } else if (strcmp(line, "abort") == 0) {
    _exit(0);
  } else if (strcmp(line, "stats") == 0) {
    struct qb_ipcs_stats stats;
    qb_ipcs_stats_get(service, &stats, 0);
    printf("stats %u %u\n", stats.active_connections, stats.closed_connections);
    fflush(stdout);
  } else {
    fprintf(stderr, "unknown command: %s\n", line);
  }
}

static int32_t input(int32_t fd, int32_t revents, void *data) {
  static char line[256];
  static size_t length;
  (void)revents;
  (void)data;
  char byte;
  if (read(fd, &byte, 1) != 1) {
    stop();
    return -1;
  }
  if (byte != '\n' && length < sizeof(line) - 1) {
    line[length++] = byte;
    return 0;
  }
  line[length] = 0;
  length = 0;
  command(line);
  return 0;
}

static const char *argument(int argc, char **argv, int *index) {
  if (*index + 1 >= argc) {
    fprintf(stderr, "%s needs a value\n", argv[*index]);
    exit(2);
  }
  return argv[++*index];
}

static void read_auth(const char *text) {
  unsigned uid, gid, mode;
  if (sscanf(text, "%u:%u:%o", &uid, &gid, &mode) != 3) {
    fprintf(stderr, "--auth wants UID:GID:MODE, not %s\n", text);
    exit(2);
  }
  options.has_auth = true;
  options.auth_uid = uid;
  options.auth_gid = gid;
  options.auth_mode = mode;
}

static void read_options(int argc, char **argv) {
  for (int i = 1; i < argc; i++) {
    if (strcmp(argv[i], "--service") == 0) {
      options.service = argument(argc, argv, &i);
    } else if (strcmp(argv[i], "--enforce") == 0) {
      options.enforce = (uint32_t)strtoul(argument(argc, argv, &i), NULL, 10);
    } else if (strcmp(argv[i], "--refuse") == 0) {
      options.refuse = atoi(argument(argc, argv, &i));
    } else if (strcmp(argv[i], "--auth") == 0) {
      read_auth(argument(argc, argv, &i));
    } else if (strcmp(argv[i], "--event-on-created") == 0) {
      options.event_on_created = true;
    } else if (strcmp(argv[i], "--closed-not-yet") == 0) {
      options.closed_not_yet = atoi(argument(argc, argv, &i));
    } else if (strcmp(argv[i], "--resend") == 0) {
      options.resend = true;
    } else {
      fprintf(stderr, "unknown option: %s\n", argv[i]);
      exit(2);
    }
  }
  if (options.service == NULL) {
    fprintf(stderr, "--service NAME is missing\n");
    exit(2);
  }
}

int main(int argc, char **argv) {
  read_options(argc, argv);
  qb_log_init("libqb-server", LOG_USER, LOG_ERR);
  qb_log_ctl(QB_LOG_SYSLOG, QB_LOG_CONF_ENABLED, QB_FALSE);

  struct qb_ipcs_service_handlers handlers = {
      .connection_accept = accept_client,
      .connection_created = created,
      .msg_process = process,
      .connection_closed = closed,
      .connection_destroyed = destroyed,
  };
  struct qb_ipcs_poll_handlers poll_handlers = {
      .job_add = job_add,
      .dispatch_add = dispatch_add,
      .dispatch_mod = dispatch_mod,
      .dispatch_del = dispatch_del,
  };
  loop = qb_loop_create();
  service = qb_ipcs_create(options.service, 0, QB_IPC_SHM, &handlers);
  if (service == NULL) {
    perror("qb_ipcs_create");
    return 1;
  }
  if (options.enforce > 0) {
    qb_ipcs_enforce_buffer_size(service, options.enforce);
  }
  qb_ipcs_poll_handlers_set(service, &poll_handlers);
  int result = qb_ipcs_run(service);
  if (result != 0) {
    printf("failed %d\n", -result);
    return 1;
  }
  qb_loop_poll_add(loop, QB_LOOP_HIGH, STDIN_FILENO, POLLIN, NULL, input);
  printf("ready %s\n", options.service);
  fflush(stdout);
  qb_loop_run(loop);
  return 0;
}

/*
 * What there is to be faster than: a server on libqb's own C library, which does no more than it has
 * to.
 *
 *   libqb-server SERVICE [MICROS]
 *
 * Id 1 answers with the request's payload; id 2 takes a u32 and answers with that many bytes, out of
 * memory that lies ready; id 3 takes two u32, answers with nothing, and sends as many events as the
 * first says of as many bytes as the second, as fast as they are read. Each answer keeps it busy for
 * MICROS. Prints "ready SERVICE"; SIGTERM ends it.
 */
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/uio.h>
#include <syslog.h>
#include <time.h>

#include <qb/qbipcs.h>
#include <qb/qblog.h>
#include <qb/qbloop.h>

enum { ECHO = 1, SIZED, EVENTS };

#define LARGEST (4 * 1024 * 1024)

static char bytes[LARGEST];
static uint64_t busy_nanos;
static qb_loop_t *loop;
static qb_ipcs_service_t *service;

static void respond(qb_ipcs_connection_t *connection, int32_t id, void *payload, size_t length) {
  struct qb_ipc_response_header header __attribute__((aligned(8))) = {0};
  header.id = id;
  header.size = (int32_t)(sizeof(header) + length);
  struct iovec message[] = {{&header, sizeof(header)}, {payload, length}};
  ssize_t sent = qb_ipcs_response_sendv(connection, message, 2);
  if (sent < 0) {
    fprintf(stderr, "libqb-server: response: %s\n", strerror((int)-sent));
  }
}

/* ---- events ---- */

static struct {
  qb_ipcs_connection_t *connection;
  uint32_t left;
  uint32_t size;
} flood;

static void send_events(void *data) {
  (void)data;
  struct qb_ipc_response_header header __attribute__((aligned(8))) = {0};
  header.id = EVENTS;
  header.size = (int32_t)(sizeof(header) + flood.size);
  struct iovec message[] = {{&header, sizeof(header)}, {bytes, flood.size}};
  while (flood.left > 0) {
    ssize_t sent = qb_ipcs_event_sendv(flood.connection, message, 2);
    if (sent == -EAGAIN || sent == -ENOBUFS) {
      /* the ring is full: the next turn of the loop tries again */
      qb_loop_job_add(loop, QB_LOOP_LOW, NULL, send_events);
      return;
    }
    if (sent < 0) {
      flood.left = 0;
      return;
    }
    flood.left--;
  }
}

static void begin_events(qb_ipcs_connection_t *connection, const uint32_t *wanted) {
  bool begun = flood.left > 0;
  flood.connection = connection;
  flood.left = wanted[0];
  flood.size = wanted[1] <= LARGEST ? wanted[1] : LARGEST;
  respond(connection, EVENTS, NULL, 0);
  if (!begun) {
    send_events(NULL);
  }
}

static uint64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

static void be_busy(void) {
  uint64_t end = now() + busy_nanos;
  while (busy_nanos > 0 && now() < end) {
  }
}

static int32_t process(qb_ipcs_connection_t *connection, void *data, size_t size) {
  struct qb_ipc_request_header *header = data;
  char *payload = (char *)data + sizeof(*header);
  uint32_t wanted = 0;
  be_busy();
  uint32_t flood_wanted[2] = {0};
  if (header->id == EVENTS && size >= sizeof(*header) + sizeof(flood_wanted)) {
    memcpy(flood_wanted, payload, sizeof(flood_wanted));
    begin_events(connection, flood_wanted);
  } else if (header->id == SIZED && size >= sizeof(*header) + sizeof(wanted)) {
    memcpy(&wanted, payload, sizeof(wanted));
    respond(connection, header->id, bytes, wanted <= LARGEST ? wanted : LARGEST);
  } else {
    respond(connection, header->id, payload, size - sizeof(*header));
  }
  return 0;
}

static int32_t accept_client(qb_ipcs_connection_t *connection, uid_t uid, gid_t gid) {
  (void)connection;
  (void)uid;
  (void)gid;
  return 0;
}

static void created(qb_ipcs_connection_t *connection) { (void)connection; }

static int32_t closed(qb_ipcs_connection_t *connection) {
  if (flood.connection == connection) {
    flood.left = 0;
  }
  return 0;
}

static void destroyed(qb_ipcs_connection_t *connection) { (void)connection; }

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

static int32_t end(int32_t signal, void *data) {
  (void)signal;
  (void)data;
  qb_ipcs_destroy(service);
  qb_loop_stop(loop);
  return -1;
}

static void raise_descriptor_limit(void) {
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
}

int main(int argc, char **argv) {
  if (argc != 2 && argc != 3) {
    fprintf(stderr, "usage: libqb-server SERVICE [MICROS]\n");
    return 2;
  }
  busy_nanos = argc == 3 ? strtoul(argv[2], NULL, 10) * 1000 : 0;
  raise_descriptor_limit();
  memset(bytes, 'a', sizeof(bytes));
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
  service = qb_ipcs_create(argv[1], 0, QB_IPC_SHM, &handlers);
  if (service == NULL) {
    perror("qb_ipcs_create");
    return 1;
  }
  qb_ipcs_poll_handlers_set(service, &poll_handlers);
  int result = qb_ipcs_run(service);
  if (result != 0) {
    fprintf(stderr, "libqb-server: %s\n", strerror(-result));
    return 1;
  }
  qb_loop_signal_add(loop, QB_LOOP_HIGH, SIGTERM, NULL, end, NULL);
  printf("ready %s\n", argv[1]);
  fflush(stdout);
  qb_loop_run(loop);
  return 0;
}

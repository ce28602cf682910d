/*
 * Unmodified libqb clients, one to a process, as the benchmark needs them.
 *
 *   client call SERVICE ID PAYLOAD-FILE MAX-MESSAGE MILLIS PAUSE-MICROS
 *       sends the same request again and again for MILLIS, each PAUSE-MICROS after the last answer
 *   client connect SERVICE MAX-MESSAGE MILLIS
 *       connects and disconnects again and again for MILLIS
 *   client events SERVICE PAYLOAD-FILE MAX-MESSAGE COUNT
 *       sends one request of id 3, which COUNT events follow, and reads them
 *   client hold SERVICE MAX-MESSAGE COUNT
 *       holds COUNT connections until the end of its input
 *
 * Each prints "ready" and, but for hold, waits for a line on its input; measure.h says what then comes.
 *
 * An answer that is not as it has to be ends the program with a line on standard error.
 */
#include "measure.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/uio.h>

#include <qb/qbipcc.h>

#define PATIENCE_MILLIS 20000

static qb_ipcc_connection_t *connect_to(const char *service, size_t max_message) {
  qb_ipcc_connection_t *connection = qb_ipcc_connect(service, max_message);
  if (connection == NULL) {
    fail("cannot connect", errno);
  }
  return connection;
}

static void wait_for_start(void) {
  puts("ready");
  if (!next_start()) {
    exit(1);
  }
}

static void *read_payload(const char *path, size_t *length) {
  FILE *file = fopen(path, "rb");
  if (file == NULL) {
    fail(path, errno);
  }
  fseek(file, 0, SEEK_END);
  *length = (size_t)ftell(file);
  rewind(file);
  void *payload = malloc(*length + 1);
  if (fread(payload, 1, *length, file) != *length) {
    fail(path, errno);
  }
  fclose(file);
  return payload;
}

static void request(
    qb_ipcc_connection_t *connection, const struct iovec *message, void *answer, size_t room) {
  ssize_t received = qb_ipcc_sendv_recv(connection, message, 2, answer, room, PATIENCE_MILLIS);
  const struct qb_ipc_response_header *header = answer;
  if (received < (ssize_t)sizeof(*header)) {
    fail("no answer", received);
  }
  if (header->error != 0) {
    fail("error of the answer", header->error);
  }
  if (header->size != received) {
    fail("size of the answer", header->size);
  }
  count++;
  bytes += (uint64_t)received;
}

static void call(char **argv) {
  size_t max_message = strtoul(argv[5], NULL, 10);
  size_t length;
  void *payload = read_payload(argv[4], &length);
  struct qb_ipc_request_header header __attribute__((aligned(8))) = {0};
  header.id = atoi(argv[3]);
  header.size = (int32_t)(sizeof(header) + length);
  struct iovec message[] = {{&header, sizeof(header)}, {payload, length}};
  void *answer = malloc(max_message);
  uint64_t pause = strtoul(argv[7], NULL, 10) * NANOS_PER_MICRO;
  struct timespec silence = {(time_t)(pause / NANOS_PER_SECOND), (long)(pause % NANOS_PER_SECOND)};
  qb_ipcc_connection_t *connection = connect_to(argv[2], max_message);
  /* the memory is there, and the answer is the right one */
  request(connection, message, answer, max_message);
  /* a pause is as long as it was asked for, not 50 us longer */
  prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
  wait_for_start();
  uint64_t begin = now();
  uint64_t end = begin + strtoul(argv[6], NULL, 10) * NANOS_PER_MILLI;
  uint64_t last = begin;
  while (last < end) {
    if (pause > 0) {
      nanosleep(&silence, NULL);
      last = now();
    }
    request(connection, message, answer, max_message);
    uint64_t answered = now();
    count_time(answered - last);
    last = answered;
  }
  print_results(last - begin);
  qb_ipcc_disconnect(connection);
}

static void connect_again_and_again(char **argv) {
  size_t max_message = strtoul(argv[3], NULL, 10);
  wait_for_start();
  uint64_t begin = now();
  uint64_t end = begin + strtoul(argv[4], NULL, 10) * NANOS_PER_MILLI;
  uint64_t last = begin;
  while (last < end) {
    qb_ipcc_disconnect(connect_to(argv[2], max_message));
    uint64_t disconnected = now();
    count_time(disconnected - last);
    last = disconnected;
    count++;
  }
  print_results(last - begin);
}

static void read_events(char **argv) {
  size_t max_message = strtoul(argv[4], NULL, 10);
  uint64_t wanted = strtoul(argv[5], NULL, 10);
  size_t length;
  void *payload = read_payload(argv[3], &length);
  struct qb_ipc_request_header header __attribute__((aligned(8))) = {0};
  header.id = 3;
  header.size = (int32_t)(sizeof(header) + length);
  struct iovec message[] = {{&header, sizeof(header)}, {payload, length}};
  void *event = malloc(max_message);
  qb_ipcc_connection_t *connection = connect_to(argv[2], max_message);
  wait_for_start();
  uint64_t begin = now();
  request(connection, message, event, max_message);
  count = 0;
  bytes = 0;
  while (count < wanted) {
    ssize_t received = qb_ipcc_event_recv(connection, event, max_message, PATIENCE_MILLIS);
    if (received < 0) {
      fail("no event", received);
    }
    count++;
    bytes += (uint64_t)received;
  }
  print_results(now() - begin);
  qb_ipcc_disconnect(connection);
}

static void hold(char **argv) {
  size_t max_message = strtoul(argv[3], NULL, 10);
  int connections = atoi(argv[4]);
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  for (int i = 0; i < connections; i++) {
    connect_to(argv[2], max_message);
  }
  puts("ready");
  fflush(stdout);
  while (getchar() != EOF) {
  }
}

int main(int argc, char **argv) {
  if (argc == 8 && strcmp(argv[1], "call") == 0) {
    call(argv);
  } else if (argc == 5 && strcmp(argv[1], "connect") == 0) {
    connect_again_and_again(argv);
  } else if (argc == 6 && strcmp(argv[1], "events") == 0) {
    read_events(argv);
  } else if (argc == 5 && strcmp(argv[1], "hold") == 0) {
    hold(argv);
  } else {
    fprintf(stderr, "usage: see client.c\n");
    return 2;
  }
  return 0;
}

/*
 * Clients that send as fast as they can, the way libqb's own benchmarks do.
 *
 *   benchmark-client call SERVICE THREADS CALLS EVENTS   THREADS threads with a connection each send
 *                          CALLS requests of each size, 64 to 524288 bytes in powers of two, of id
 *                          3, and wait for a response of id 13 and 24 bytes each time; with EVENTS
 *                          1 for such an event too. Prints "answered N" with all calls.
 *   benchmark-client flood SERVICE COUNT   sends COUNT requests of id 2 and waits for none; prints
 *                          "sent N" after each 100000, and holds the connection until the end of
 *                          its input.
 *
 * An answer that is not as it has to be ends the program with a line on standard error.
 */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <qb/qbipcc.h>

enum { NO_REPLY = 2, BENCHMARK = 3, BENCHMARK_ANSWER = 13 };

#define CONNECTION_SIZE (1024 * 1024)
#define SMALLEST 64
#define LARGEST (512 * 1024)
#define PATIENCE_MILLIS 20000
#define REPORT_EVERY 100000

static const char *service;
static int calls;
static bool with_events;

static void fail(const char *what, long value) {
  fprintf(stderr, "benchmark-client: %s: %ld\n", what, value);
  exit(1);
}

static qb_ipcc_connection_t *connect_to_service(void) {
  qb_ipcc_connection_t *connection = qb_ipcc_connect(service, CONNECTION_SIZE);
  if (connection == NULL) {
    fail("cannot connect", errno);
  }
  return connection;
}

static void send_request(qb_ipcc_connection_t *connection, int id, char *message, size_t size) {
  struct qb_ipc_request_header *header = (struct qb_ipc_request_header *)message;
  header->id = id;
  header->size = (int32_t)size;
  ssize_t sent;
  while ((sent = qb_ipcc_send(connection, message, size)) == -EAGAIN) {
    sched_yield();
  }
  if (sent != (ssize_t)size) {
    fail("send", sent);
  }
}

static void check_answer(const struct qb_ipc_response_header *answer, ssize_t received) {
  if (received != sizeof(*answer)) {
    fail("received", received);
  }
  if (answer->id != BENCHMARK_ANSWER) {
    fail("id of the answer", answer->id);
  }
  if (answer->size != sizeof(*answer)) {
    fail("size of the answer", answer->size);
  }
  if (answer->error != 0) {
    fail("error of the answer", answer->error);
  }
}

static void *call(void *unused) {
  (void)unused;
  qb_ipcc_connection_t *connection = connect_to_service();
  char *message = calloc(1, LARGEST);
  long answered = 0;
  for (size_t size = SMALLEST; size <= LARGEST; size *= 2) {
    for (int i = 0; i < calls; i++) {
      struct qb_ipc_response_header answer;
      send_request(connection, BENCHMARK, message, size);
      check_answer(&answer, qb_ipcc_recv(connection, &answer, sizeof(answer), PATIENCE_MILLIS));
      if (with_events) {
        check_answer(&answer, qb_ipcc_event_recv(connection, &answer, sizeof(answer), PATIENCE_MILLIS));
      }
      answered++;
    }
  }
  free(message);
  qb_ipcc_disconnect(connection);
  return (void *)answered;
}

static int call_in_threads(int count) {
  pthread_t *threads = calloc((size_t)count, sizeof(*threads));
  for (int i = 0; i < count; i++) {
    pthread_create(&threads[i], NULL, call, NULL);
  }
  long answered = 0;
  for (int i = 0; i < count; i++) {
    void *result;
    pthread_join(threads[i], &result);
    answered += (long)result;
  }
  free(threads);
  printf("answered %ld\n", answered);
  return 0;
}

static int flood(int count) {
  qb_ipcc_connection_t *connection = connect_to_service();
  char message[sizeof(struct qb_ipc_request_header)] __attribute__((aligned(8))) = {0};
  for (int sent = 1; sent <= count; sent++) {
    send_request(connection, NO_REPLY, message, sizeof(message));
    if (sent % REPORT_EVERY == 0) {
      printf("sent %d\n", sent);
      fflush(stdout);
    }
  }
  while (getchar() != EOF) {
  }
  qb_ipcc_disconnect(connection);
  return 0;
}

int main(int argc, char **argv) {
  if (argc == 6 && strcmp(argv[1], "call") == 0) {
    service = argv[2];
    calls = atoi(argv[4]);
    with_events = atoi(argv[5]) != 0;
    return call_in_threads(atoi(argv[3]));
  }
  if (argc == 4 && strcmp(argv[1], "flood") == 0) {
    service = argv[2];
    return flood(atoi(argv[3]));
  }
  fprintf(stderr, "usage: see benchmark-client.c\n");
  return 2;
}

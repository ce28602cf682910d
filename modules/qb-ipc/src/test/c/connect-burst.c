/*
 * Clients that all connect at one moment, each in a thread of its own.
 *
 *   connect-burst SERVICE THREADS SIZE   each asks for messages of SIZE bytes, again and again while
 *                         libqb says EAGAIN, and then waits until all others have their connection
 *                         too. Prints "failed N ERRNO" for each other errno, N times met, and at
 *                         last "connected N".
 */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include <qb/qbipcc.h>

#define LARGEST_ERRNO 4096
#define STACK_SIZE (256 * 1024)

static const char *service;
static size_t size;
static pthread_barrier_t start;
static pthread_barrier_t all_connected;
static int connected;
static int failed[LARGEST_ERRNO];

static void *client(void *unused) {
  (void)unused;
  static const struct timespec pause = {0, 2000000};
  qb_ipcc_connection_t *connection;
  pthread_barrier_wait(&start);
  while ((connection = qb_ipcc_connect(service, size)) == NULL && errno == EAGAIN) {
    nanosleep(&pause, NULL);
  }
  if (connection == NULL) {
    __atomic_add_fetch(&failed[errno % LARGEST_ERRNO], 1, __ATOMIC_RELAXED);
  } else {
    __atomic_add_fetch(&connected, 1, __ATOMIC_RELAXED);
  }
  pthread_barrier_wait(&all_connected);
  if (connection != NULL) {
    qb_ipcc_disconnect(connection);
  }
  return NULL;
}

static void allow_all_descriptors(void) {
  struct rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

int main(int argc, char **argv) {
  if (argc != 4) {
    fprintf(stderr, "usage: see connect-burst.c\n");
    return 2;
  }
  service = argv[1];
  int count = atoi(argv[2]);
  size = (size_t)atol(argv[3]);
  allow_all_descriptors();
  pthread_barrier_init(&start, NULL, (unsigned)count);
  pthread_barrier_init(&all_connected, NULL, (unsigned)count);
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, STACK_SIZE);
  pthread_t *threads = calloc((size_t)count, sizeof(*threads));
  for (int i = 0; i < count; i++) {
    if (pthread_create(&threads[i], &attributes, client, NULL) != 0) {
      perror("pthread_create");
      return 1;
    }
  }
  for (int i = 0; i < count; i++) {
    pthread_join(threads[i], NULL);
  }
  for (int error = 0; error < LARGEST_ERRNO; error++) {
    if (failed[error] != 0) {
      printf("failed %d %d\n", failed[error], error);
    }
  }
  printf("connected %d\n", connected);
  return 0;
}

/*
 * What this machine can do at best.
 *
 *   limits sleeping MILLIS CORE CORE   two processes that wake each other by process-shared
 *   limits spinning MILLIS CORE CORE   semaphores: asleep in sem_wait, or spinning in sem_trywait;
 *                                      on two cores, -1 for any
 *   limits memcpy MILLIS BYTES         copies a block to a second place and from there to a third
 *   limits ring MILLIS BYTES RING CORE CORE
 *                                      the same by two processes, as an answer goes through a ring
 *                                      of RING bytes: on request one copies the block into it, the
 *                                      other out of it, both spinning meanwhile
 *   limits crowd MILLIS CLIENTS        as many processes that ask one which spins over their
 *                                      semaphores and answers at once; as libqb's clients, they send
 *                                      it a byte of which it has no need, and sleep if the answer is
 *                                      not there by then
 *
 * Prints "nanos N": the median time of a round trip or a block; of a crowd, the time in which 999 of
 * 1000 are answered, and then "count N", its round trips.
 */
#define _GNU_SOURCE
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define NANOS_PER_SECOND 1000000000ULL
#define NANOS_PER_MILLI 1000000ULL

struct table {
  sem_t ping __attribute__((aligned(128)));
  sem_t pong __attribute__((aligned(128)));
};

static uint64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * NANOS_PER_SECOND + (uint64_t)time.tv_nsec;
}

static void run_on(int core) {
  if (core >= 0) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(core, &set);
    sched_setaffinity(0, sizeof(set), &set);
  }
}

static void take(sem_t *semaphore, bool spin) {
  if (!spin) {
    while (sem_wait(semaphore) != 0) {
    }
    return;
  }
  while (sem_trywait(semaphore) != 0) {
  }
}

/* ---- the times: the last ones, when there are too many ---- */

#define MOST_TIMES (1 << 20)

static uint64_t times[MOST_TIMES];
static uint64_t count;

/* Notes what passed since then, and returns the present. */
static uint64_t note_time_since(uint64_t then) {
  uint64_t present = now();
  times[count++ % MOST_TIMES] = present - then;
  return present;
}

static int compare(const void *a, const void *b) {
  const uint64_t *left = a;
  const uint64_t *right = b;
  return (*left > *right) - (*left < *right);
}

static void print_percentile(double share) {
  size_t known = count < MOST_TIMES ? count : MOST_TIMES;
  qsort(times, known, sizeof(times[0]), compare);
  printf("nanos %lu\n", times[(size_t)((double)known * share)]);
}

static void print_median(void) { print_percentile(0.5); }

/* ---- the limits ---- */

static void play(bool spin, uint64_t nanos, int first_core, int second_core) {
  struct table *table =
      mmap(NULL, sizeof(*table), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  sem_init(&table->ping, 1, 0);
  sem_init(&table->pong, 1, 0);
  pid_t other = fork();
  if (other == 0) {
    run_on(second_core);
    while (true) {
      take(&table->ping, spin);
      sem_post(&table->pong);
    }
  }
  run_on(first_core);
  uint64_t begin = now();
  uint64_t last = begin;
  while (last - begin < nanos) {
    sem_post(&table->ping);
    take(&table->pong, spin);
    last = note_time_since(last);
  }
  print_median();
  kill(other, SIGKILL);
  waitpid(other, NULL, 0);
}

static void copy(uint64_t nanos, size_t size) {
  char *source = malloc(size);
  char *between = malloc(size);
  char *target = malloc(size);
  memset(source, 'a', size);
  memset(between, 'b', size);
  memset(target, 'c', size);
  uint64_t begin = now();
  uint64_t last = begin;
  while (last - begin < nanos) {
    memcpy(between, source, size);
    __asm__ volatile("" : : "r"(between) : "memory");
    memcpy(target, between, size);
    __asm__ volatile("" : : "r"(target) : "memory");
    last = note_time_since(last);
  }
  print_median();
}

/* Waits until the other process has got so far. */
static void await(const volatile uint64_t *progress, uint64_t wanted) {
  while (__atomic_load_n(progress, __ATOMIC_ACQUIRE) < wanted) {
  }
}

struct ring {
  volatile uint64_t asked __attribute__((aligned(128)));
  volatile uint64_t written __attribute__((aligned(128)));
  char data[] __attribute__((aligned(128)));
};

static void pass(uint64_t nanos, size_t size, size_t ring_size, int first_core, int second_core) {
  struct ring *ring = mmap(
      NULL, sizeof(*ring) + ring_size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  memset(ring->data, 'a', ring_size);
  char *block = malloc(size);
  memset(block, 'b', size);
  size_t places = ring_size / size;
  pid_t writer = fork();
  if (writer == 0) {
    run_on(second_core);
    for (uint64_t i = 1;; i++) {
      await(&ring->asked, i);
      memcpy(ring->data + i % places * size, block, size);
      __atomic_store_n(&ring->written, i, __ATOMIC_RELEASE);
    }
  }
  run_on(first_core);
  uint64_t begin = now();
  uint64_t last = begin;
  while (last - begin < nanos) {
    uint64_t number = count + 1;
    __atomic_store_n(&ring->asked, number, __ATOMIC_RELEASE);
    await(&ring->written, number);
    memcpy(block, ring->data + number % places * size, size);
    __asm__ volatile("" : : "r"(block) : "memory");
    last = note_time_since(last);
  }
  print_median();
  kill(writer, SIGKILL);
  waitpid(writer, NULL, 0);
}

/* ---- a crowd ---- */

#define MOST_CLIENTS 16
#define MOST_TIMES_OF_ONE (MOST_TIMES / MOST_CLIENTS)

/* So many bytes are left unread at the most: well below what a socket takes. */
#define BYTES_AT_ONCE 128

struct seat {
  sem_t request __attribute__((aligned(128)));
  sem_t response __attribute__((aligned(128)));
  uint64_t count __attribute__((aligned(128)));
  uint64_t times[MOST_TIMES_OF_ONE];
  int bytes[2];
  int unread;
};

static void ask(struct seat *seat, uint64_t end) {
  uint64_t last = now();
  while (last < end) {
    sem_post(&seat->request);
    send(seat->bytes[0], "", 1, 0);
    take(&seat->response, false);
    uint64_t present = now();
    seat->times[seat->count++ % MOST_TIMES_OF_ONE] = present - last;
    last = present;
  }
}

static void answer(struct seat *seats, int clients) {
  for (int i = 0; i < clients; i++) {
    struct seat *seat = &seats[i];
    if (sem_trywait(&seat->request) == 0) {
      sem_post(&seat->response);
      if (++seat->unread == BYTES_AT_ONCE) {
        char bytes[BYTES_AT_ONCE];
        recv(seat->bytes[1], bytes, sizeof(bytes), MSG_DONTWAIT);
        seat->unread = 0;
      }
    }
  }
}

static void serve_crowd(uint64_t nanos, int clients) {
  size_t size = (size_t)clients * sizeof(struct seat);
  struct seat *seats =
      mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  memset(seats, 0, size);
  uint64_t end = now() + nanos;
  for (int i = 0; i < clients; i++) {
    sem_init(&seats[i].request, 1, 0);
    sem_init(&seats[i].response, 1, 0);
    socketpair(AF_UNIX, SOCK_STREAM, 0, seats[i].bytes);
    if (fork() == 0) {
      ask(&seats[i], end);
      _exit(0);
    }
  }
  while (now() < end) {
    answer(seats, clients);
  }
  for (int left = clients; left > 0; left -= waitpid(-1, NULL, WNOHANG) > 0) {
    answer(seats, clients);
  }
  uint64_t all = 0;
  for (int i = 0; i < clients; i++) {
    size_t known = seats[i].count < MOST_TIMES_OF_ONE ? seats[i].count : MOST_TIMES_OF_ONE;
    memcpy(times + count, seats[i].times, known * sizeof(times[0]));
    count += known;
    all += seats[i].count;
  }
  print_percentile(0.999);
  printf("count %lu\n", all);
}

int main(int argc, char **argv) {
  if (argc == 5 && strcmp(argv[1], "sleeping") == 0) {
    play(false, strtoul(argv[2], NULL, 10) * NANOS_PER_MILLI, atoi(argv[3]), atoi(argv[4]));
  } else if (argc == 5 && strcmp(argv[1], "spinning") == 0) {
    play(true, strtoul(argv[2], NULL, 10) * NANOS_PER_MILLI, atoi(argv[3]), atoi(argv[4]));
  } else if (argc == 4 && strcmp(argv[1], "memcpy") == 0) {
    copy(strtoul(argv[2], NULL, 10) * NANOS_PER_MILLI, strtoul(argv[3], NULL, 10));
  } else if (
      argc == 4 && strcmp(argv[1], "crowd") == 0 && atoi(argv[3]) > 0
      && atoi(argv[3]) <= MOST_CLIENTS) {
    serve_crowd(strtoul(argv[2], NULL, 10) * NANOS_PER_MILLI, atoi(argv[3]));
  } else if (argc == 7 && strcmp(argv[1], "ring") == 0) {
    pass(
        strtoul(argv[2], NULL, 10) * NANOS_PER_MILLI,
        strtoul(argv[3], NULL, 10),
        strtoul(argv[4], NULL, 10),
        atoi(argv[5]),
        atoi(argv[6]));
  } else {
    fprintf(stderr, "usage: see limits.c\n");
    return 2;
  }
  return 0;
}

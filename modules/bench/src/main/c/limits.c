/*
 * What this machine can do at best.
 *
 *   limits sleeping MILLIS CORE CORE   two processes that wake each other by process-shared
 *   limits spinning MILLIS CORE CORE   semaphores: asleep in sem_wait, or spinning in sem_trywait;
 *                                      on two cores, -1 for any
 *   limits memcpy MILLIS BYTES         copies a block to a second place and from there to a third,
 *                                      as an answer goes through a ring
 *
 * Prints "nanos N" (how long it took) and "count N" (round trips or blocks).
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

static void print(uint64_t nanos, uint64_t count) {
  printf("nanos %lu\ncount %lu\n", nanos, count);
}

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
  uint64_t count = 0;
  while (last - begin < nanos) {
    sem_post(&table->ping);
    take(&table->pong, spin);
    count++;
    last = now();
  }
  print(last - begin, count);
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
  uint64_t count = 0;
  while (last - begin < nanos) {
    memcpy(between, source, size);
    __asm__ volatile("" : : "r"(between) : "memory");
    memcpy(target, between, size);
    __asm__ volatile("" : : "r"(target) : "memory");
    count++;
    last = now();
  }
  print(last - begin, count);
}

int main(int argc, char **argv) {
  if (argc == 5 && strcmp(argv[1], "sleeping") == 0) {
    play(false, strtoul(argv[2], NULL, 10) * NANOS_PER_MILLI, atoi(argv[3]), atoi(argv[4]));
  } else if (argc == 5 && strcmp(argv[1], "spinning") == 0) {
    play(true, strtoul(argv[2], NULL, 10) * NANOS_PER_MILLI, atoi(argv[3]), atoi(argv[4]));
  } else if (argc == 4 && strcmp(argv[1], "memcpy") == 0) {
    copy(strtoul(argv[2], NULL, 10) * NANOS_PER_MILLI, strtoul(argv[3], NULL, 10));
  } else {
    fprintf(stderr, "usage: see limits.c\n");
    return 2;
  }
  return 0;
}

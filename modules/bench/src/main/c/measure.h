/*
 * What the programs that measure have in common: they print "ready" and wait for a line on their input.
 * Afterwards come "nanos N" (how long it took), "count N" (answers), "bytes N" (answers' bytes), "cpu N"
 * (processor time in nanoseconds), "time NANOS N" for each time that N answers took, within one
 * percent, and "end". What goes wrong ends them with a line on standard error.
 */
#ifndef MEASURE_H
#define MEASURE_H

#define _GNU_SOURCE

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define NANOS_PER_SECOND 1000000000ULL
#define NANOS_PER_MILLI 1000000ULL
#define NANOS_PER_MICRO 1000ULL

/* Times are counted by their highest 8 bits. */
#define SUB_BITS 7
#define SUB (1 << SUB_BITS)
#define BUCKETS ((64 - SUB_BITS) * SUB + SUB)

static uint64_t buckets[BUCKETS];
static uint64_t count;
static uint64_t bytes;
static uint64_t cpu_at_start;

static void fail(const char *what, long value) {
  fprintf(stderr, "%s: %s: %ld (%s)\n", program_invocation_short_name, what, value,
          strerror((int)labs(value)));
  exit(1);
}

static uint64_t read_clock(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return (uint64_t)time.tv_sec * NANOS_PER_SECOND + (uint64_t)time.tv_nsec;
}

static uint64_t now(void) {
  return read_clock(CLOCK_MONOTONIC);
}

static size_t bucket_of(uint64_t nanos) {
  if (nanos < 2 * SUB) {
    return nanos;
  }
  int shift = 63 - __builtin_clzll(nanos) - SUB_BITS;
  return (size_t)shift * SUB + (nanos >> shift);
}

static uint64_t middle_of(size_t bucket) {
  if (bucket < 2 * SUB) {
    return bucket;
  }
  int shift = (int)(bucket / SUB) - 1;
  uint64_t lowest = (bucket - (size_t)shift * SUB) << shift;
  return lowest + (1ULL << shift) / 2;
}

static void count_time(uint64_t nanos) {
  buckets[bucket_of(nanos)]++;
}

/* Forgets what was counted so far; returns whether there is another line on the input. */
static int next_start(void) {
  int read;
  fflush(stdout);
  do {
    read = getchar();
    if (read == EOF) {
      return 0;
    }
  } while (read != '\n');
  memset(buckets, 0, sizeof(buckets));
  count = 0;
  bytes = 0;
  cpu_at_start = read_clock(CLOCK_PROCESS_CPUTIME_ID);
  return 1;
}

static void print_results(uint64_t nanos) {
  uint64_t cpu = read_clock(CLOCK_PROCESS_CPUTIME_ID) - cpu_at_start;
  printf("nanos %lu\ncount %lu\nbytes %lu\ncpu %lu\n", nanos, count, bytes, cpu);
  for (size_t i = 0; i < BUCKETS; i++) {
    if (buckets[i] > 0) {
      printf("time %lu %lu\n", middle_of(i), buckets[i]);
    }
  }
  puts("end");
}

#endif

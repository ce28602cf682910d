/*
 * A member of a process group on corosync's own library, libcpg.
 *
 *   cpg-member GROUP PARTS SIZE EXPECTED
 *
 * Joins, sends a message of PARTS parts of SIZE bytes each unless PARTS is 0, and prints what comes
 * until EXPECTED messages have come, its own included; then it leaves and prints what comes until
 * that is told. Byte i of a message is 7 * i + (i >> 8).
 *
 *   message NODE:PID LENGTH right|wrong
 *   change members NODE:PID... joined NODE:PID(REASON)... left NODE:PID(REASON)...
 */
#include <corosync/cpg.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

enum { max_parts = 64 };

static int messages;
static int gone;

static unsigned char pattern(size_t index) {
  return (unsigned char)(7 * index + (index >> 8));
}

static void deliver(cpg_handle_t handle, const struct cpg_name *group, uint32_t node,
                    uint32_t pid, void *message, size_t length) {
  const unsigned char *bytes = message;
  int right = 1;

  for (size_t i = 0; i < length; i++) {
    right &= bytes[i] == pattern(i);
  }
  messages++;
  printf("message %" PRIu32 ":%" PRIu32 " %zu %s\n", node, pid, length, right ? "right" : "wrong");
}

static void print_movements(const char *what, const struct cpg_address *list, size_t count) {
  printf(" %s", what);
  for (size_t i = 0; i < count; i++) {
    printf(" %" PRIu32 ":%" PRIu32 "(%" PRIu32 ")", list[i].nodeid, list[i].pid, list[i].reason);
  }
}

static void change(cpg_handle_t handle, const struct cpg_name *group,
                   const struct cpg_address *members, size_t member_count,
                   const struct cpg_address *left, size_t left_count,
                   const struct cpg_address *joined, size_t joined_count) {
  printf("change members");
  for (size_t i = 0; i < member_count; i++) {
    printf(" %" PRIu32 ":%" PRIu32, members[i].nodeid, members[i].pid);
  }
  print_movements("joined", joined, joined_count);
  print_movements("left", left, left_count);
  printf("\n");
  for (size_t i = 0; i < left_count; i++) {
    gone |= left[i].pid == (uint32_t)getpid();
  }
}

static void must(const char *what, cs_error_t error) {
  if (error != CS_OK) {
    printf("%s failed: %d\n", what, error);
    exit(1);
  }
}

int main(int argc, char **argv) {
  cpg_model_v1_data_t callbacks = {.cpg_deliver_fn = deliver, .cpg_confchg_fn = change};
  struct cpg_name group = {0};
  struct iovec parts[max_parts];
  cpg_handle_t handle;

  if (argc != 5 || atoi(argv[2]) > max_parts) {
    return 2;
  }
  setvbuf(stdout, NULL, _IOLBF, 0);
  group.length = strlen(argv[1]);
  memcpy(group.value, argv[1], group.length);
  int count = atoi(argv[2]);
  size_t size = strtoul(argv[3], NULL, 10);
  int expected = atoi(argv[4]);

  must("connecting",
       cpg_model_initialize(&handle, CPG_MODEL_V1, (cpg_model_data_t *)&callbacks, NULL));
  must("joining", cpg_join(handle, &group));
  if (count > 0) {
    unsigned char *bytes = malloc(count * size);
    for (size_t i = 0; i < count * size; i++) {
      bytes[i] = pattern(i);
    }
    for (int i = 0; i < count; i++) {
      parts[i] = (struct iovec){bytes + i * size, size};
    }
    cs_error_t error;
    while ((error = cpg_mcast_joined(handle, CPG_TYPE_AGREED, parts, count)) == CS_ERR_TRY_AGAIN) {
      usleep(10000);
    }
    must("sending", error);
  }
  while (messages < expected) {
    must("waiting", cpg_dispatch(handle, CS_DISPATCH_ONE));
  }
  must("leaving", cpg_leave(handle, &group));
  while (!gone) {
    must("waiting", cpg_dispatch(handle, CS_DISPATCH_ONE));
  }
  must("ending", cpg_finalize(handle));
  return 0;
}

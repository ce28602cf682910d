/*
 * A member of a process group on corosync's own library, libcpg.
 *
 *   cpg-member GROUP [nul]      with "nul" the name counts the NUL at its end
 *
 * Joins and prints what comes, one line each; HASH is FNV-1a of the message's bytes:
 *
 *   message NODE:PID LENGTH HASH
 *   change members NODE:PID... joined NODE:PID(REASON)... left NODE:PID(REASON)...
 *   ring NODE.SEQUENCE nodes NODE...
 *
 * Takes commands from standard input, one a line, and ends with it as a process that dies:
 *
 *   send COUNT PARTS SIZE   sends messages of so many parts of so many bytes each, and prints
 *                           "sent", or "failed ERROR" for each that was not; byte i of the n-th
 *                           message, from 0 on, is 7 * i + (i >> 8) + n
 *   leave                   leaves, prints what comes until that is told, and ends
 */
#include <corosync/cpg.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

enum { max_parts = 64, again_millis = 10 };

static cpg_handle_t handle;
static struct cpg_name group;
static unsigned sent;
static int gone;

static void deliver(cpg_handle_t from, const struct cpg_name *name, uint32_t node, uint32_t pid,
                    void *message, size_t length) {
  const unsigned char *bytes = message;
  uint64_t hash = UINT64_C(0xcbf29ce484222325);

  for (size_t i = 0; i < length; i++) {
    hash = (hash ^ bytes[i]) * UINT64_C(0x100000001b3);
  }
  printf("message %" PRIu32 ":%" PRIu32 " %zu %016" PRIx64 "\n", node, pid, length, hash);
}

static void print_movements(const char *what, const struct cpg_address *list, size_t count) {
  printf(" %s", what);
  for (size_t i = 0; i < count; i++) {
    printf(" %" PRIu32 ":%" PRIu32 "(%" PRIu32 ")", list[i].nodeid, list[i].pid, list[i].reason);
  }
}

static void change(cpg_handle_t from, const struct cpg_name *name,
                   const struct cpg_address *members, size_t member_count,
                   const struct cpg_address *left, size_t left_count,
                   const struct cpg_address *joined, size_t joined_count) {
  uint32_t self;

  printf("change members");
  for (size_t i = 0; i < member_count; i++) {
    printf(" %" PRIu32 ":%" PRIu32, members[i].nodeid, members[i].pid);
  }
  print_movements("joined", joined, joined_count);
  print_movements("left", left, left_count);
  printf("\n");
  cpg_local_get(handle, &self);
  for (size_t i = 0; i < left_count; i++) {
    gone |= left[i].pid == (uint32_t)getpid() && left[i].nodeid == self;
  }
}

static void ring(cpg_handle_t from, struct cpg_ring_id id, uint32_t count, const uint32_t *nodes) {
  printf("ring %" PRIu32 ".%" PRIx64 " nodes", id.nodeid, id.seq);
  for (uint32_t i = 0; i < count; i++) {
    printf(" %" PRIu32, nodes[i]);
  }
  printf("\n");
}

static void must(const char *what, cs_error_t error) {
  if (error != CS_OK) {
    printf("%s failed: %d\n", what, error);
    exit(1);
  }
}

/* What comes while totem has no room is printed, lest it pile up in corosync. */
static void wait_for_room(void) {
  int fd;
  must("descriptor", cpg_fd_get(handle, &fd));
  poll(&(struct pollfd){.fd = fd, .events = POLLIN}, 1, again_millis);
  must("waiting", cpg_dispatch(handle, CS_DISPATCH_ALL));
}

static void send_one(int parts, size_t size) {
  struct iovec vector[max_parts];
  unsigned char *bytes = malloc(parts * size + 1);
  cs_error_t error;

  for (size_t i = 0; i < parts * size; i++) {
    bytes[i] = (unsigned char)(7 * i + (i >> 8) + sent);
  }
  for (int i = 0; i < parts; i++) {
    vector[i] = (struct iovec){bytes + i * size, size};
  }
  while ((error = cpg_mcast_joined(handle, CPG_TYPE_AGREED, vector, parts)) == CS_ERR_TRY_AGAIN) {
    wait_for_room();
  }
  if (error != CS_OK) {
    printf("failed %d\n", error);
  }
  sent++;
  free(bytes);
}

static void leave(void) {
  must("leaving", cpg_leave(handle, &group));
  while (!gone) {
    must("waiting", cpg_dispatch(handle, CS_DISPATCH_ONE));
  }
  must("ending", cpg_finalize(handle));
  exit(0);
}

static void carry_out(const char *command) {
  int count;
  int parts;
  size_t size;

  if (sscanf(command, "send %d %d %zu", &count, &parts, &size) == 3 && parts <= max_parts) {
    while (count-- > 0) {
      send_one(parts, size);
    }
    printf("sent\n");
  } else if (strcmp(command, "leave\n") == 0) {
    leave();
  } else {
    printf("not a command: %s", command);
    exit(2);
  }
}

int main(int argc, char **argv) {
  cpg_model_v1_data_t callbacks = {.cpg_deliver_fn = deliver,
                                   .cpg_confchg_fn = change,
                                   .cpg_totem_confchg_fn = ring,
                                   .flags = CPG_MODEL_V1_DELIVER_INITIAL_TOTEM_CONF};
  char command[128];
  cs_error_t error;
  int fd;

  if (argc < 2 || argc > 3 || strlen(argv[1]) > CPG_MAX_NAME_LENGTH) {
    return 2;
  }
  setvbuf(stdout, NULL, _IOLBF, 0);
  /* so that poll tells of each line that has not been read */
  setvbuf(stdin, NULL, _IONBF, 0);
  /* any second argument: with the NUL, as pmxcfs counts it */
  group.length = strlen(argv[1]) + (argc > 2 ? 1 : 0);
  memcpy(group.value, argv[1], group.length);

  must("connecting",
       cpg_model_initialize(&handle, CPG_MODEL_V1, (cpg_model_data_t *)&callbacks, NULL));
  must("descriptor", cpg_fd_get(handle, &fd));
  while ((error = cpg_join(handle, &group)) == CS_ERR_TRY_AGAIN) {
    usleep(again_millis * 1000);
  }
  must("joining", error);
  for (;;) {
    struct pollfd ready[] = {{.fd = fd, .events = POLLIN}, {.fd = STDIN_FILENO, .events = POLLIN}};
    poll(ready, 2, -1);
    if (ready[0].revents != 0) {
      must("waiting", cpg_dispatch(handle, CS_DISPATCH_ALL));
    }
    if (ready[1].revents != 0) {
      if (fgets(command, sizeof command, stdin) == NULL) {
        return 0;
      }
      carry_out(command);
    }
  }
}

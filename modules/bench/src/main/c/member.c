/*
 * Members of a process group on corosync's own libcpg, one to a process, as the benchmark needs them.
 *
 *   member trip GROUP SIZE MILLIS
 *       multicasts a message of SIZE bytes, waits for its delivery to itself, and again, for MILLIS
 *   member stream GROUP SIZE MILLIS WINDOW
 *       multicasts messages of SIZE bytes for MILLIS, up to WINDOW of them on their way to itself
 *   member ask MILLIS
 *       asks for the local node's id again and again for MILLIS
 *
 * Each measures again for each line on its input, and ends with that.
 *
 * It sleeps in poll until libcpg has something to dispatch, as members do. A message that libcpg does
 * not take for the moment is sent after the next delivery, or after a millisecond without any. What
 * it prints measure.h says. A message that is not the next one that it has sent ends it with a line
 * on standard error.
 */
#include "measure.h"

#include <poll.h>
#include <sys/uio.h>

#include <corosync/cpg.h>

#define WARM_UP_NANOS (NANOS_PER_SECOND / 5)
#define RETRY_MILLIS 1
#define LEAST_SIZE sizeof(uint64_t)

static cpg_handle_t handle;
static struct cpg_name group;
static char *body;
static size_t size;
static uint64_t window; /* none for round trips */
static uint64_t end;
static uint64_t sent;
static uint64_t delivered;
static int refused;

static void must(const char *what, cs_error_t error) {
  if (error != CS_OK) {
    fail(what, error);
  }
}

/* Each message begins with its number. */
static void send_one(void) {
  struct iovec message[] = {{&sent, sizeof(sent)}, {body, size - sizeof(sent)}};
  cs_error_t error = cpg_mcast_joined(handle, CPG_TYPE_AGREED, message, 2);
  refused = error == CS_ERR_TRY_AGAIN;
  if (!refused) {
    must("sending", error);
    sent++;
  }
}

static void fill_window(void) {
  do {
    if (now() < end && sent - delivered < window) {
      send_one();
    } else {
      return;
    }
  } while (!refused);
}

static void deliver(cpg_handle_t in, const struct cpg_name *to, uint32_t node, uint32_t pid, void *message,
                    size_t length) {
  (void)in, (void)to, (void)node, (void)pid;
  if (length != size || memcmp(message, &delivered, sizeof(delivered)) != 0) {
    fail("another message than was sent", (long)length);
  }
  delivered++;
  count++;
  bytes += length;
  fill_window();
}

static void change(cpg_handle_t in, const struct cpg_name *of, const struct cpg_address *members,
                   size_t member_count, const struct cpg_address *left, size_t left_count,
                   const struct cpg_address *joined, size_t joined_count) {
  (void)in, (void)of, (void)members, (void)left, (void)left_count, (void)joined, (void)joined_count;
  if (member_count != 1) {
    fail("others are members, too", (long)member_count);
  }
}

static void dispatch(void) {
  int fd;
  must("descriptor", cpg_fd_get(handle, &fd));
  struct pollfd polled = {fd, POLLIN, 0};
  poll(&polled, 1, refused ? RETRY_MILLIS : -1);
  must("dispatching", cpg_dispatch(handle, CS_DISPATCH_ALL));
}

static void join(const char *name, const char *length) {
  cpg_model_v1_data_t callbacks = {.cpg_deliver_fn = deliver, .cpg_confchg_fn = change};
  group.length = strlen(name);
  memcpy(group.value, name, group.length);
  size = strtoul(length, NULL, 10);
  if (size < LEAST_SIZE) {
    fail("messages are too short", (long)size);
  }
  body = calloc(1, size);
  must("connecting", cpg_model_initialize(&handle, CPG_MODEL_V1, (cpg_model_data_t *)&callbacks, NULL));
  must("joining", cpg_join(handle, &group));
}

/* Returns how long it took until the last message was delivered. */
static uint64_t trip(uint64_t nanos) {
  uint64_t begin = now();
  uint64_t last = begin;
  end = begin + nanos;
  while (last < end) {
    uint64_t expected = sent + 1;
    do {
      if (sent < expected) {
        send_one();
      }
      dispatch();
    } while (delivered < expected);
    uint64_t back = now();
    count_time(back - last);
    last = back;
  }
  return last - begin;
}

static uint64_t stream(uint64_t nanos) {
  uint64_t begin = now();
  end = begin + nanos;
  do {
    fill_window();
    dispatch();
  } while (delivered < sent || now() < end);
  return now() - begin;
}

static uint64_t ask(uint64_t nanos) {
  uint64_t begin = now();
  uint64_t last = begin;
  while (last < begin + nanos) {
    unsigned int node;
    must("asking", cpg_local_get(handle, &node));
    uint64_t answered = now();
    count_time(answered - last);
    count++;
    last = answered;
  }
  return last - begin;
}

static uint64_t millis(const char *text) {
  return strtoul(text, NULL, 10) * NANOS_PER_MILLI;
}

static void measure(uint64_t (*action)(uint64_t), const char *duration) {
  action(WARM_UP_NANOS);
  puts("ready");
  while (next_start()) {
    print_results(action(millis(duration)));
  }
}

int main(int argc, char **argv) {
  if (argc == 5 && strcmp(argv[1], "trip") == 0) {
    join(argv[2], argv[3]);
    measure(trip, argv[4]);
  } else if (argc == 6 && strcmp(argv[1], "stream") == 0) {
    join(argv[2], argv[3]);
    window = strtoul(argv[5], NULL, 10);
    measure(stream, argv[4]);
  } else if (argc == 3 && strcmp(argv[1], "ask") == 0) {
    must("connecting", cpg_model_initialize(&handle, CPG_MODEL_V1, NULL, NULL));
    measure(ask, argv[2]);
  } else {
    fprintf(stderr, "usage: see member.c\n");
    return 2;
  }
  must("ending", cpg_finalize(handle));
  return 0;
}

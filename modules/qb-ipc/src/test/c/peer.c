/*
 * Clients that need a process of their own: other ids, odd handshakes, a violent death.
 *
 *   peer whoami SERVICE RUID EUID GID   connects with these ids; prints "whoami PID UID GID" as the
 *                                       server saw them
 *   peer echo SERVICE UID GID           calls ECHO; prints "echo ok"
 *   peer hold SERVICE UID GID COUNT [SIZE]   connects COUNT times, with messages of SIZE bytes;
 *                                       prints "held COUNT", holds them
 *   peer pile SERVICE UID GID SIZE CONNECTIONS REQUESTS ID PAYLOAD   connects with messages of SIZE
 *                                       bytes and makes REQUESTS on each connection, all the same, as
 *                                       long as the ring takes them; PAYLOAD is in hexadecimal.
 *                                       Prints "piled COUNT" and reads no answer
 *   peer burst SERVICE COUNT            sends COUNT requests for a connection at once; prints
 *                                       "sent COUNT", then "connected COUNT" with those that got in
 *   peer fork SERVICE                   connects, forks, the child shakes hands; prints
 *                                       "connector PID", "sender PID", "answer ERROR PATH"
 *   peer no-passcred SERVICE            shakes hands without SO_PASSCRED; prints "answer ERROR PATH"
 *   peer peek UID GID PATH...           tries to list or open each; prints "errno N PATH"
 *   peer wait-response SERVICE          waits for a response that never comes; prints "waiting"
 *   peer half-written SERVICE           begins a chunk in the request ring; prints "half-written"
 *   peer flood SERVICE                  sends requests without an end; prints "flooding"
 *   peer fill SERVICE                   prints "connected"; then for each line of its standard input
 *                                       makes calls of more bytes than its rings hold, and prints
 *                                       "echoed"
 *   peer die SERVICE COUNT SEED         COUNT clients, each killed at a random moment of its life;
 *                                       prints "died COUNT CALLS", how many calls they made
 *
 * A UID of - stands for the ids that it has. Prints "failed ERRNO" when it cannot connect. Holds what
 * it has until the end of its standard input, or until it is killed.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <qb/qbipcc.h>

#define ECHO 1
#define NO_REPLY 2
#define WHOAMI 12

#define SETUP_REQUEST_SIZE 24
#define SETUP_RESPONSE_SIZE 12328
#define SETUP_ERROR_OFFSET 16
#define SETUP_PATH_OFFSET 40
#define MESSAGE_SIZE 12328

#define WORD_SIZE_OFFSET 8
#define MAGIC_ALLOCATED 0xA110CED0u

static void say(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vprintf(format, arguments);
  va_end(arguments);
  putchar('\n');
  fflush(stdout);
}

static void fail(int error) {
  say("failed %d", error);
  exit(1);
}

static void hold(void) {
  while (getchar() != EOF) {
  }
}

static void become(const char *ruid, const char *euid, const char *gid) {
  if (strcmp(ruid, "-") == 0) {
    return;
  }
  gid_t group = (gid_t)atoi(gid);
  if (setgroups(0, NULL) != 0 || setresgid(group, group, group) != 0
      || setresuid((uid_t)atoi(ruid), (uid_t)atoi(euid), (uid_t)-1) != 0) {
    perror("cannot take on other ids");
    exit(2);
  }
}

static qb_ipcc_connection_t *connect_for(const char *service, size_t size) {
  qb_ipcc_connection_t *connection = qb_ipcc_connect(service, size);
  if (connection == NULL) {
    fail(errno);
  }
  return connection;
}

static qb_ipcc_connection_t *connect_to(const char *service) {
  return connect_for(service, MESSAGE_SIZE);
}

static ssize_t call(
    qb_ipcc_connection_t *connection, int id, int32_t payload, char *response, int timeout) {
  struct {
    struct qb_ipc_request_header header;
    int32_t payload;
  } request = {.header = {.id = id, .size = sizeof(request)}, .payload = payload};
  struct iovec iov = {&request, sizeof(request)};
  return qb_ipcc_sendv_recv(connection, &iov, 1, response, MESSAGE_SIZE, timeout);
}

static int whoami(char **arguments) {
  become(arguments[1], arguments[2], arguments[3]);
  qb_ipcc_connection_t *connection = connect_to(arguments[0]);
  char response[MESSAGE_SIZE];
  ssize_t result = call(connection, WHOAMI, 0, response, 10000);
  if (result < 0) {
    fail((int)-result);
  }
  int32_t ids[3];
  memcpy(ids, response + sizeof(struct qb_ipc_response_header), sizeof(ids));
  say("whoami %d %d %d", ids[0], ids[1], ids[2]);
  qb_ipcc_disconnect(connection);
  return 0;
}

static int echo(char **arguments) {
  become(arguments[1], arguments[1], arguments[2]);
  qb_ipcc_connection_t *connection = connect_to(arguments[0]);
  char response[MESSAGE_SIZE];
  int32_t sent = 0x600dcafe;
  ssize_t result = call(connection, ECHO, sent, response, 10000);
  if (result < 0) {
    fail((int)-result);
  }
  int32_t received;
  memcpy(&received, response + sizeof(struct qb_ipc_response_header), sizeof(received));
  say("echo %s", received == sent ? "ok" : "differs");
  qb_ipcc_disconnect(connection);
  return 0;
}

static void allow_all_descriptors(void) {
  struct rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

static int hold_many(char **arguments) {
  become(arguments[1], arguments[1], arguments[2]);
  int count = atoi(arguments[3]);
  size_t size = arguments[4] != NULL ? (size_t)atol(arguments[4]) : MESSAGE_SIZE;
  allow_all_descriptors();
  qb_ipcc_connection_t **connections = calloc((size_t)count, sizeof(*connections));
  for (int i = 0; i < count; i++) {
    connections[i] = connect_for(arguments[0], size);
  }
  say("held %d", count);
  hold();
  for (int i = 0; i < count; i++) {
    qb_ipcc_disconnect(connections[i]);
  }
  return 0;
}

static size_t from_hex(const char *hex, unsigned char *bytes) {
  size_t length = 0;
  unsigned byte;
  for (; sscanf(hex + 2 * length, "%2x", &byte) == 1; length++) {
    bytes[length] = (unsigned char)byte;
  }
  return length;
}

static int pile(char **arguments) {
  become(arguments[1], arguments[1], arguments[2]);
  size_t size = (size_t)atol(arguments[3]);
  int count = atoi(arguments[4]);
  int requests = atoi(arguments[5]);
  const char *hex = arguments[7];
  struct qb_ipc_request_header *request = malloc(sizeof(*request) + strlen(hex));
  request->id = atoi(arguments[6]);
  request->size = (int32_t)(sizeof(*request) + from_hex(hex, (unsigned char *)(request + 1)));
  allow_all_descriptors();
  qb_ipcc_connection_t **connections = calloc((size_t)count, sizeof(*connections));
  for (int i = 0; i < count; i++) {
    connections[i] = connect_for(arguments[0], size);
  }
  int piled = 0;
  for (int i = 0; i < requests; i++) {
    for (int j = 0; j < count; j++) {
      piled += qb_ipcc_send(connections[j], request, (size_t)request->size) > 0;
    }
  }
  say("piled %d", piled);
  hold();
  return 0;
}

static int burst(char **arguments) {
  int count = atoi(arguments[1]);
  qb_ipcc_connection_t **connections = calloc((size_t)count, sizeof(*connections));
  int *fds = calloc((size_t)count, sizeof(*fds));
  int sent = 0;
  for (int i = 0; i < count; i++) {
    connections[i] = qb_ipcc_connect_async(arguments[0], MESSAGE_SIZE, &fds[i]);
    sent += connections[i] != NULL;
  }
  say("sent %d", sent);
  int connected = 0;
  for (int i = 0; i < count; i++) {
    struct pollfd readable = {fds[i], POLLIN, 0};
    if (connections[i] != NULL && poll(&readable, 1, 10000) == 1
        && qb_ipcc_connect_continue(connections[i]) == 0) {
      connected++;
    } else {
      connections[i] = NULL;
    }
  }
  say("connected %d", connected);
  hold();
  for (int i = 0; i < count; i++) {
    if (connections[i] != NULL) {
      qb_ipcc_disconnect(connections[i]);
    }
  }
  return 0;
}

/* ---- the handshake by hand ---- */

static int raw_connect(const char *service) {
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  strncpy(address.sun_path + 1, service, sizeof(address.sun_path) - 2);
  if (connect(fd, (struct sockaddr *)&address, sizeof(address)) != 0) {
    fail(errno);
  }
  return fd;
}

static void raw_handshake(int fd) {
  int32_t request[SETUP_REQUEST_SIZE / sizeof(int32_t)] = {-1, 0, SETUP_REQUEST_SIZE, 0, MESSAGE_SIZE, 0};
  static char answer[SETUP_RESPONSE_SIZE];
  if (send(fd, request, sizeof(request), MSG_NOSIGNAL) != sizeof(request)
      || recv(fd, answer, sizeof(answer), MSG_WAITALL) != sizeof(answer)) {
    fail(errno);
  }
  int32_t error;
  memcpy(&error, answer + SETUP_ERROR_OFFSET, sizeof(error));
  say("answer %d %s", error, answer + SETUP_PATH_OFFSET);
}

static int fork_between(char **arguments) {
  int fd = raw_connect(arguments[0]);
  say("connector %d", (int)getpid());
  pid_t child = fork();
  if (child == 0) {
    say("sender %d", (int)getpid());
    raw_handshake(fd);
    return 0;
  }
  waitpid(child, NULL, 0);
  hold();
  return 0;
}

static int without_passcred(char **arguments) {
  raw_handshake(raw_connect(arguments[0]));
  hold();
  return 0;
}

/* ---- what others may see, and violent deaths ---- */

static int peek(char **arguments) {
  become(arguments[0], arguments[0], arguments[1]);
  for (char **path = arguments + 2; *path != NULL; path++) {
    int fd = open(*path, O_RDONLY);
    say("errno %d %s", fd < 0 ? errno : 0, *path);
    if (fd >= 0) {
      close(fd);
    }
  }
  return 0;
}

static int wait_response(char **arguments) {
  qb_ipcc_connection_t *connection = connect_to(arguments[0]);
  char response[MESSAGE_SIZE];
  say("waiting");
  say("result %d", (int)call(connection, NO_REPLY, 0, response, -1));
  qb_ipcc_disconnect(connection);
  return 0;
}

/* Finds where libqb has mapped the file whose path contains both words. */
static uint32_t *mapped(const char *ring, const char *suffix) {
  FILE *maps = fopen("/proc/self/maps", "r");
  char line[8192];
  uint32_t *address = NULL;
  while (address == NULL && fgets(line, sizeof(line), maps) != NULL) {
    if (strstr(line, ring) != NULL && strstr(line, suffix) != NULL) {
      address = (uint32_t *)(uintptr_t)strtoull(line, NULL, 16);
    }
  }
  fclose(maps);
  return address;
}

static int half_written(char **arguments) {
  connect_to(arguments[0]);
  uint32_t *header = mapped("/qb-request-", "-header");
  uint32_t *data = mapped("/qb-request-", "-data");
  uint32_t write_pointer = header[0];
  uint32_t words = header[WORD_SIZE_OFFSET / sizeof(uint32_t)];
  data[write_pointer] = 0;
  data[(write_pointer + 1) % words] = MAGIC_ALLOCATED;
  say("half-written");
  hold();
  return 0;
}

static int flood(char **arguments) {
  qb_ipcc_connection_t *connection = connect_to(arguments[0]);
  struct qb_ipc_request_header header = {.id = NO_REPLY, .size = sizeof(header)};
  say("flooding");
  for (ssize_t result = 0; result >= 0 || result == -EAGAIN;) {
    result = qb_ipcc_send(connection, &header, header.size);
  }
  return 0;
}

static int fill(char **arguments) {
  qb_ipcc_connection_t *connection = connect_to(arguments[0]);
  static char request[MESSAGE_SIZE / 2];
  static char response[MESSAGE_SIZE];
  struct qb_ipc_request_header header = {.id = ECHO, .size = sizeof(request)};
  struct iovec iov = {request, sizeof(request)};
  memcpy(request, &header, sizeof(header));
  say("connected");
  while (fgets(response, sizeof(response), stdin) != NULL) {
    for (int i = 0; i < 100; i++) {
      memset(request + sizeof(header), i, sizeof(request) - sizeof(header));
      ssize_t result =
          qb_ipcc_sendv_recv(connection, &iov, 1, response, sizeof(response), 10000);
      if (result < 0) {
        fail((int)-result);
      }
      if (response[result - 1] != (char)i) {
        fail(EBADMSG);
      }
    }
    say("echoed");
  }
  qb_ipcc_disconnect(connection);
  return 0;
}

#define AT_ONCE 50
#define LONGEST_LIFE_MICROS 30000

/* Makes calls until it is killed, and counts them where its parent sees it. */
static void live(const char *service, long *calls) {
  qb_ipcc_connection_t *connection = connect_to(service);
  char response[MESSAGE_SIZE];
  for (int i = 0;; i++) {
    if (call(connection, i % 3 == 2 ? NO_REPLY : ECHO, i, response, i % 3 == 2 ? 0 : -1) > 0) {
      __atomic_add_fetch(calls, 1, __ATOMIC_RELAXED);
    }
  }
}

static int die(char **arguments) {
  int count = atoi(arguments[1]);
  srandom((unsigned)atoi(arguments[2]));
  long *calls =
      mmap(NULL, sizeof(*calls), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  for (int died = 0; died < count; died += AT_ONCE) {
    pid_t living[AT_ONCE];
    for (int i = 0; i < AT_ONCE; i++) {
      living[i] = fork();
      if (living[i] == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        live(arguments[0], calls);
      }
    }
    for (int i = 0; i < AT_ONCE; i++) {
      usleep((useconds_t)(random() % LONGEST_LIFE_MICROS / 4));
      kill(living[i], SIGKILL);
      waitpid(living[i], NULL, 0);
    }
  }
  say("died %d %ld", count, *calls);
  return 0;
}

int main(int argc, char **argv) {
  static const struct {
    const char *name;
    int arguments;
    int (*run)(char **arguments);
  } actions[] = {
      {"whoami", 4, whoami},
      {"echo", 3, echo},
      {"hold", 4, hold_many},
      {"pile", 8, pile},
      {"burst", 2, burst},
      {"fork", 1, fork_between},
      {"no-passcred", 1, without_passcred},
      {"peek", 3, peek},
      {"wait-response", 1, wait_response},
      {"half-written", 1, half_written},
      {"flood", 1, flood},
      {"fill", 1, fill},
      {"die", 3, die},
  };
  for (size_t i = 0; argc > 1 && i < sizeof(actions) / sizeof(actions[0]); i++) {
    if (strcmp(argv[1], actions[i].name) == 0 && argc - 2 >= actions[i].arguments) {
      return actions[i].run(argv + 2);
    }
  }
  fprintf(stderr, "usage: peer ACTION ARGUMENTS, see peer.c\n");
  return 2;
}

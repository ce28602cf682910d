/*
 * Prints what the installed headers say of the structures and numbers on the wire, one "NAME VALUE"
 * a line, "end" last.
 */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <qb/qbipc_common.h>

static void say(const char *name, long value) { printf("%s %ld\n", name, value); }

#define SAY_SIZE(type, name) say(name ".size", (long)sizeof(type))
#define SAY_OFFSET(type, name, member) say(name "." #member, (long)offsetof(type, member))
#define SAY_ERRNO(constant) say("errno." #constant, constant)

static void say_messages(void) {
  SAY_OFFSET(struct qb_ipc_request_header, "request", id);
  SAY_OFFSET(struct qb_ipc_request_header, "request", size);
  SAY_SIZE(struct qb_ipc_request_header, "request_header");
  SAY_OFFSET(struct qb_ipc_response_header, "response", id);
  SAY_OFFSET(struct qb_ipc_response_header, "response", size);
  SAY_OFFSET(struct qb_ipc_response_header, "response", error);
  SAY_SIZE(struct qb_ipc_response_header, "response_header");
  say("id.user_start", QB_IPC_MSG_USER_START);
  say("id.authenticate", QB_IPC_MSG_AUTHENTICATE);
  say("id.new_event_sock", QB_IPC_MSG_NEW_EVENT_SOCK);
  say("id.disconnect", QB_IPC_MSG_DISCONNECT);
  say("type.socket", QB_IPC_SOCKET);
  say("type.shm", QB_IPC_SHM);
}

static void say_address(void) {
  SAY_SIZE(struct sockaddr_un, "sockaddr_un");
  SAY_OFFSET(struct sockaddr_un, "sockaddr_un", sun_family);
  SAY_OFFSET(struct sockaddr_un, "sockaddr_un", sun_path);
  say("AF_UNIX", AF_UNIX);
}

/* ---- where glibc keeps what in a semaphore ---- */

static void *wait_for_post(void *semaphore) {
  while (sem_wait(semaphore) != 0) {
  }
  return NULL;
}

static void say_difference(const char *name, const uint32_t *before, const volatile uint32_t *now) {
  for (size_t i = 0; i < sizeof(sem_t) / sizeof(uint32_t); i++) {
    if (before[i] != now[i]) {
      say(name, (long)(i * sizeof(uint32_t)));
      return;
    }
  }
}

static int differs(const uint32_t *before, const volatile uint32_t *now) {
  for (size_t i = 0; i < sizeof(sem_t) / sizeof(uint32_t); i++) {
    if (before[i] != now[i]) {
      return 1;
    }
  }
  return 0;
}

static void say_semaphore(void) {
  union {
    sem_t semaphore;
    volatile uint32_t words[sizeof(sem_t) / sizeof(uint32_t)];
  } shared = {0}, private = {0};
  uint32_t fresh[sizeof(sem_t) / sizeof(uint32_t)];
  sem_init(&private.semaphore, 0, 0);
  sem_init(&shared.semaphore, 1, 0);
  SAY_SIZE(sem_t, "semaphore");
  for (size_t i = 0; i < sizeof(sem_t) / sizeof(uint32_t); i++) {
    fresh[i] = private.words[i];
  }
  say_difference("semaphore.shared", fresh, shared.words);
  for (size_t i = 0; i < sizeof(sem_t) / sizeof(uint32_t); i++) {
    fresh[i] = shared.words[i];
    if (private.words[i] != shared.words[i]) {
      say("semaphore.shared_value", (long)fresh[i]);
    }
  }

  sem_post(&shared.semaphore);
  say_difference("semaphore.value", fresh, shared.words);
  sem_wait(&shared.semaphore);

  pthread_t waiter;
  pthread_create(&waiter, NULL, wait_for_post, &shared.semaphore);
  while (!differs(fresh, shared.words)) {
    sched_yield();
  }
  say_difference("semaphore.waiters", fresh, shared.words);
  sem_post(&shared.semaphore);
  pthread_join(waiter, NULL);
}

static void say_errnos(void) {
  SAY_ERRNO(EPERM);
  SAY_ERRNO(ENOENT);
  SAY_ERRNO(ESRCH);
  SAY_ERRNO(EINTR);
  SAY_ERRNO(EIO);
  SAY_ERRNO(EBADF);
  SAY_ERRNO(EAGAIN);
  SAY_ERRNO(ENOMEM);
  SAY_ERRNO(EACCES);
  SAY_ERRNO(EFAULT);
  SAY_ERRNO(EBUSY);
  SAY_ERRNO(EEXIST);
  SAY_ERRNO(ENOTDIR);
  SAY_ERRNO(EISDIR);
  SAY_ERRNO(EINVAL);
  SAY_ERRNO(ENFILE);
  SAY_ERRNO(EMFILE);
  SAY_ERRNO(EFBIG);
  SAY_ERRNO(ENOSPC);
  SAY_ERRNO(EROFS);
  SAY_ERRNO(EPIPE);
  SAY_ERRNO(ENAMETOOLONG);
  SAY_ERRNO(ENOSYS);
  SAY_ERRNO(ENOTEMPTY);
  SAY_ERRNO(ENOMSG);
  SAY_ERRNO(ECHRNG);
  SAY_ERRNO(EBADMSG);
  SAY_ERRNO(EMSGSIZE);
  SAY_ERRNO(EOPNOTSUPP);
  SAY_ERRNO(EADDRINUSE);
  SAY_ERRNO(ECONNABORTED);
  SAY_ERRNO(ECONNRESET);
  SAY_ERRNO(ENOBUFS);
  SAY_ERRNO(ENOTCONN);
  SAY_ERRNO(ESHUTDOWN);
  SAY_ERRNO(ETIMEDOUT);
  SAY_ERRNO(ECONNREFUSED);
}

int main(void) {
  /* A semaphore of another shape would be waited for in vain. */
  alarm(10);
  say_messages();
  say_address();
  say_semaphore();
  say_errnos();
  say("page", sysconf(_SC_PAGESIZE));
  puts("end");
  return 0;
}

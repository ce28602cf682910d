/*
 * The limit of a mount: a file system in memory that answers the kernel on /dev/fuse itself, with blocking
 * readers and next to nothing behind them.
 *
 *   memory-mount DIRECTORY
 *
 * It prints "ready" once it is mounted, and unmounts and ends when its input does; SIGTERM, which would
 * leave a dead mount, it ignores. It answers as the
 * program's mount does, so that the kernel asks both the same: names and attributes are valid for a
 * second, files are read and written directly (FOPEN_DIRECT_IO), what is opened to be read has no end
 * that is told (FOPEN_NOFLUSH), and writes come in one piece up to 1 MiB. It is for the benchmark's own
 * clients, whose names are short, and believes the kernel. What goes wrong ends it with a line on standard error.
 */
#define _GNU_SOURCE

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/fuse.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define READERS 2 /* as many as the program has */
#define MAX_WRITE (1 << 20)
#define BUFFER_SIZE (MAX_WRITE + 8192)
#define WANTED (FUSE_ASYNC_READ | FUSE_ATOMIC_O_TRUNC | FUSE_BIG_WRITES | FUSE_PARALLEL_DIROPS | FUSE_MAX_PAGES)
#define SECOND 1000000000
#define BUCKETS 4096
#define LEAST_ROOM 128

/* ---- the tree ---- */

/* Known to the kernel by its address; the root by 1, too. It is freed when it has no name, and the
 * kernel has forgotten it, which it does after the last close. */
struct node {
  struct node *parent;
  struct node *next_of_bucket;
  struct node *next_of_parent, *previous_of_parent;
  struct node *first; /* of a directory */
  uint64_t known;     /* how often the kernel has been told of it */
  uint32_t mode;
  char *data;
  size_t size, room;
  size_t name_length;
  char name[NAME_MAX + 1];
};

static struct node root = {.mode = S_IFDIR | 0755, .parent = &root};
static struct node *buckets[BUCKETS];
static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static int device;

static void fail(const char *what) {
  fprintf(stderr, "memory-mount: %s: %s\n", what, strerror(errno));
  exit(1);
}

static struct node *node_of(uint64_t id) {
  return id == FUSE_ROOT_ID ? &root : (struct node *)id;
}

static uint64_t id_of(const struct node *node) {
  return node == &root ? FUSE_ROOT_ID : (uint64_t)node;
}

static struct node **bucket_of(const struct node *parent, const char *name, size_t length) {
  uint64_t hash = (uint64_t)parent;
  for (size_t i = 0; i < length; i++) {
    hash = (hash ^ (unsigned char)name[i]) * 1099511628211ULL;
  }
  return &buckets[(hash >> 20) % BUCKETS];
}

static struct node *find(const struct node *parent, const char *name) {
  size_t length = strlen(name);
  struct node *node = *bucket_of(parent, name, length);
  while (node != NULL
         && (node->parent != parent || node->name_length != length || memcmp(node->name, name, length) != 0)) {
    node = node->next_of_bucket;
  }
  return node;
}

static void link_node(struct node *node, struct node *parent) {
  struct node **bucket = bucket_of(parent, node->name, node->name_length);
  node->parent = parent;
  node->next_of_bucket = *bucket;
  *bucket = node;
  node->previous_of_parent = NULL;
  node->next_of_parent = parent->first;
  if (parent->first != NULL) {
    parent->first->previous_of_parent = node;
  }
  parent->first = node;
}

static void unlink_node(struct node *node) {
  struct node **place = bucket_of(node->parent, node->name, node->name_length);
  while (*place != node) {
    place = &(*place)->next_of_bucket;
  }
  *place = node->next_of_bucket;
  if (node->previous_of_parent != NULL) {
    node->previous_of_parent->next_of_parent = node->next_of_parent;
  } else {
    node->parent->first = node->next_of_parent;
  }
  if (node->next_of_parent != NULL) {
    node->next_of_parent->previous_of_parent = node->previous_of_parent;
  }
  node->parent = NULL;
}

static void set_name(struct node *node, const char *name) {
  node->name_length = strlen(name);
  memcpy(node->name, name, node->name_length + 1);
}

static struct node *make(struct node *parent, const char *name, uint32_t mode) {
  struct node *node = calloc(1, sizeof(*node));
  set_name(node, name);
  node->mode = mode;
  link_node(node, parent);
  return node;
}

static void free_if_gone(struct node *node) {
  if (node->parent == NULL && node->known == 0) {
    free(node->data);
    free(node);
  }
}

static void resize(struct node *node, size_t size) {
  if (size > node->room) {
    node->room = size < LEAST_ROOM ? LEAST_ROOM : size;
    node->data = realloc(node->data, node->room);
  }
  if (size > node->size) {
    memset(node->data + node->size, 0, size - node->size);
  }
  node->size = size;
}

/* ---- answers ---- */

static void send_answer(uint64_t unique, int error, const void *body, size_t length) {
  struct fuse_out_header header = {(uint32_t)(sizeof(header) + length), -error, unique};
  struct iovec parts[] = {{&header, sizeof(header)}, {(void *)body, length}};
  /* ENOENT: who asked is gone */
  if (writev(device, parts, length == 0 ? 1 : 2) < 0 && errno != ENOENT && errno != ENODEV) {
    fail("an answer");
  }
}

static void send_error(uint64_t unique, int error) {
  send_answer(unique, error, NULL, 0);
}

static void fill(struct fuse_attr *attributes, const struct node *node) {
  memset(attributes, 0, sizeof(*attributes));
  attributes->ino = id_of(node);
  attributes->mode = node->mode;
  attributes->nlink = S_ISDIR(node->mode) ? 2 : 1;
  attributes->size = node->size;
  attributes->blocks = (node->size + 4095) / 4096;
  attributes->blksize = 4096;
}

static void fill_entry(struct fuse_entry_out *entry, struct node *node) {
  memset(entry, 0, sizeof(*entry));
  entry->nodeid = id_of(node);
  entry->entry_valid = 1;
  entry->attr_valid = 1;
  fill(&entry->attr, node);
  node->known++;
}

static void send_attributes(uint64_t unique, const struct node *node) {
  struct fuse_attr_out out = {.attr_valid = 1};
  fill(&out.attr, node);
  send_answer(unique, 0, &out, sizeof(out));
}

static void send_entry(uint64_t unique, struct node *node) {
  struct fuse_entry_out out;
  fill_entry(&out, node);
  send_answer(unique, 0, &out, sizeof(out));
}

static uint32_t flags_of_open(uint32_t flags) {
  return (flags & O_ACCMODE) == O_RDONLY ? FOPEN_DIRECT_IO | FOPEN_NOFLUSH : FOPEN_DIRECT_IO;
}

/* ---- requests that read ---- */

static void initialize(const struct fuse_in_header *in) {
  const struct fuse_init_in *wish = (const void *)(in + 1);
  struct fuse_init_out out = {
      .major = FUSE_KERNEL_VERSION,
      .minor = wish->minor < FUSE_KERNEL_MINOR_VERSION ? wish->minor : FUSE_KERNEL_MINOR_VERSION,
      .max_readahead = wish->max_readahead,
      .flags = wish->flags & WANTED,
      .max_write = MAX_WRITE,
      .max_pages = MAX_WRITE / 4096,
      .time_gran = SECOND};
  send_answer(in->unique, 0, &out, sizeof(out));
}

static void lookup(const struct fuse_in_header *in) {
  pthread_rwlock_wrlock(&lock); /* it is known once more */
  struct node *node = find(node_of(in->nodeid), (const char *)(in + 1));
  if (node == NULL) {
    send_error(in->unique, ENOENT);
  } else {
    send_entry(in->unique, node);
  }
  pthread_rwlock_unlock(&lock);
}

static void forget_node(uint64_t id, uint64_t times) {
  struct node *node = node_of(id);
  if (node != &root) {
    node->known -= times;
    free_if_gone(node);
  }
}

static void forget(const struct fuse_in_header *in) {
  pthread_rwlock_wrlock(&lock);
  if (in->opcode == FUSE_FORGET) {
    forget_node(in->nodeid, ((const struct fuse_forget_in *)(in + 1))->nlookup);
  } else {
    const struct fuse_batch_forget_in *batch = (const void *)(in + 1);
    const struct fuse_forget_one *one = (const void *)(batch + 1);
    for (uint32_t i = 0; i < batch->count; i++) {
      forget_node(one[i].nodeid, one[i].nlookup);
    }
  }
  pthread_rwlock_unlock(&lock);
}

static void read_file(const struct fuse_in_header *in) {
  const struct fuse_read_in *wish = (const void *)(in + 1);
  pthread_rwlock_rdlock(&lock);
  const struct node *node = node_of(in->nodeid);
  size_t from = wish->offset < node->size ? wish->offset : node->size;
  size_t length = node->size - from < wish->size ? node->size - from : wish->size;
  send_answer(in->unique, 0, node->data + from, length);
  pthread_rwlock_unlock(&lock);
}

static void read_directory(const struct fuse_in_header *in, char *out) {
  const struct fuse_read_in *wish = (const void *)(in + 1);
  size_t length = 0;
  uint64_t offset = 0;
  pthread_rwlock_rdlock(&lock);
  for (const struct node *node = node_of(in->nodeid)->first; node != NULL; node = node->next_of_parent) {
    size_t size = FUSE_DIRENT_ALIGN(FUSE_NAME_OFFSET + node->name_length);
    if (offset++ < wish->offset) {
      continue;
    }
    if (length + size > wish->size) {
      break;
    }
    struct fuse_dirent *entry = (struct fuse_dirent *)(out + length);
    memset(entry, 0, size);
    entry->ino = id_of(node);
    entry->off = offset;
    entry->namelen = (uint32_t)node->name_length;
    entry->type = node->mode >> 12;
    memcpy(entry->name, node->name, node->name_length);
    length += size;
  }
  pthread_rwlock_unlock(&lock);
  send_answer(in->unique, 0, out, length);
}

static void open_node(const struct fuse_in_header *in) {
  const struct fuse_open_in *wish = (const void *)(in + 1);
  struct fuse_open_out out = {.open_flags = in->opcode == FUSE_OPEN ? flags_of_open(wish->flags) : 0};
  if (wish->flags & O_TRUNC) {
    pthread_rwlock_wrlock(&lock);
    resize(node_of(in->nodeid), 0);
    pthread_rwlock_unlock(&lock);
  }
  send_answer(in->unique, 0, &out, sizeof(out));
}

static void tell_room(const struct fuse_in_header *in) {
  struct fuse_statfs_out out = {.st = {.bsize = 4096, .frsize = 4096, .namelen = 255}};
  send_answer(in->unique, 0, &out, sizeof(out));
}

/* ---- requests that change ---- */

static void write_file(const struct fuse_in_header *in) {
  const struct fuse_write_in *wish = (const void *)(in + 1);
  struct node *node = node_of(in->nodeid);
  pthread_rwlock_wrlock(&lock);
  if (wish->offset + wish->size > node->size) {
    resize(node, wish->offset + wish->size);
  }
  memcpy(node->data + wish->offset, wish + 1, wish->size);
  pthread_rwlock_unlock(&lock);
  struct fuse_write_out out = {.size = wish->size};
  send_answer(in->unique, 0, &out, sizeof(out));
}

static void set_attributes(const struct fuse_in_header *in) {
  const struct fuse_setattr_in *wish = (const void *)(in + 1);
  struct node *node = node_of(in->nodeid);
  pthread_rwlock_wrlock(&lock);
  if (wish->valid & FATTR_SIZE) {
    resize(node, wish->size);
  }
  send_attributes(in->unique, node);
  pthread_rwlock_unlock(&lock);
}

static void make_node(const struct fuse_in_header *in) {
  int is_file = in->opcode == FUSE_CREATE;
  const struct fuse_create_in *wish = (const void *)(in + 1);
  const char *name = is_file ? (const char *)(wish + 1) : (const char *)(in + 1) + sizeof(struct fuse_mkdir_in);
  struct node *parent = node_of(in->nodeid);
  pthread_rwlock_wrlock(&lock);
  if (find(parent, name) != NULL) {
    send_error(in->unique, EEXIST);
  } else if (is_file) {
    struct {
      struct fuse_entry_out entry;
      struct fuse_open_out open;
    } out = {.open = {.open_flags = flags_of_open(wish->flags)}};
    fill_entry(&out.entry, make(parent, name, S_IFREG | 0640));
    send_answer(in->unique, 0, &out, sizeof(out));
  } else {
    send_entry(in->unique, make(parent, name, S_IFDIR | 0755));
  }
  pthread_rwlock_unlock(&lock);
}

static void remove_node(const struct fuse_in_header *in) {
  pthread_rwlock_wrlock(&lock);
  struct node *node = find(node_of(in->nodeid), (const char *)(in + 1));
  int error = node == NULL ? ENOENT : node->first != NULL ? ENOTEMPTY : 0;
  if (error == 0) {
    unlink_node(node);
    free_if_gone(node);
  }
  pthread_rwlock_unlock(&lock);
  send_error(in->unique, error);
}

static void rename_node(const struct fuse_in_header *in) {
  const char *names = (const char *)(in + 1)
                      + (in->opcode == FUSE_RENAME ? sizeof(struct fuse_rename_in) : sizeof(struct fuse_rename2_in));
  struct node *to = node_of(((const struct fuse_rename_in *)(in + 1))->newdir);
  const char *new_name = names + strlen(names) + 1;
  pthread_rwlock_wrlock(&lock);
  struct node *node = find(node_of(in->nodeid), names);
  struct node *old = find(to, new_name);
  if (node != NULL) {
    if (old != NULL && old != node) {
      unlink_node(old);
      free_if_gone(old);
    }
    unlink_node(node);
    set_name(node, new_name);
    link_node(node, to);
  }
  pthread_rwlock_unlock(&lock);
  send_error(in->unique, node == NULL ? ENOENT : 0);
}

/* ---- the mount ---- */

static void answer(const struct fuse_in_header *in, char *out) {
  switch (in->opcode) {
    case FUSE_INIT: initialize(in); break;
    case FUSE_LOOKUP: lookup(in); break;
    case FUSE_FORGET:
    case FUSE_BATCH_FORGET: forget(in); break;
    case FUSE_GETATTR: send_attributes(in->unique, node_of(in->nodeid)); break;
    case FUSE_SETATTR: set_attributes(in); break;
    case FUSE_OPEN:
    case FUSE_OPENDIR: open_node(in); break;
    case FUSE_READ: read_file(in); break;
    case FUSE_READDIR: read_directory(in, out); break;
    case FUSE_WRITE: write_file(in); break;
    case FUSE_CREATE:
    case FUSE_MKDIR: make_node(in); break;
    case FUSE_UNLINK:
    case FUSE_RMDIR: remove_node(in); break;
    case FUSE_RENAME:
    case FUSE_RENAME2: rename_node(in); break;
    case FUSE_STATFS: tell_room(in); break;
    case FUSE_FLUSH:
    case FUSE_FSYNC:
    case FUSE_RELEASE:
    case FUSE_RELEASEDIR: send_error(in->unique, 0); break;
    case FUSE_INTERRUPT: break;
    default: send_error(in->unique, ENOSYS);
  }
}

static void *serve(void *unused) {
  (void)unused;
  char *in = malloc(BUFFER_SIZE);
  char *out = malloc(BUFFER_SIZE);
  for (;;) {
    ssize_t length = read(device, in, BUFFER_SIZE);
    if (length > 0) {
      answer((const struct fuse_in_header *)in, out);
    } else if (errno == ENODEV) {
      return NULL;
    } else if (errno != EINTR && errno != EAGAIN && errno != ENOENT) {
      fail("a request");
    }
  }
}

int main(int argc, char **argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: memory-mount DIRECTORY\n");
    return 2;
  }
  char options[128];
  signal(SIGTERM, SIG_IGN);
  device = open("/dev/fuse", O_RDWR | O_CLOEXEC);
  snprintf(options, sizeof(options), "fd=%d,rootmode=40000,user_id=0,group_id=0,default_permissions,allow_other",
           device);
  if (device < 0 || mount("memory", argv[1], "fuse", MS_NOSUID | MS_NODEV, options) != 0) {
    fail(argv[1]);
  }
  pthread_t readers[READERS];
  for (int i = 0; i < READERS; i++) {
    pthread_create(&readers[i], NULL, serve, NULL);
  }
  struct stat first;
  if (stat(argv[1], &first) != 0) { /* is answered once INIT is */
    fail(argv[1]);
  }
  puts("ready");
  fflush(stdout);
  while (getchar() != EOF) {
  }
  if (umount2(argv[1], MNT_FORCE | MNT_DETACH) != 0) {
    fail(argv[1]);
  }
  for (int i = 0; i < READERS; i++) {
    pthread_join(readers[i], NULL);
  }
  return 0;
}

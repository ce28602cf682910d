/*
 * A client of a mounted file system, as the benchmark needs it: one to a process, each in a directory of
 * its own.
 *
 *   mount-client OPERATION DIRECTORY MILLIS
 *       does an operation in a directory, which it makes, again and again for MILLIS
 *
 *   getattr   statx of a file, which asks the server each time
 *   read      open, read 4 KiB, close
 *   list      opendir, read 64 names, close
 *   create    create a file, write 4 KiB, close; what removes it again is not measured
 *   replace   create a file, write 80 bytes, close, rename it over another one
 *   lock      mkdir, rmdir
 *   write     open a file, write 100 bytes over what it has, close
 *   small     write 512 bytes 1,000 times into a new file
 *   blocks    write 4 KiB 128 times into a new file
 *   large     write 512 KiB at once into a new file
 *
 * It does so again for each line on its input, and ends with that. What it prints measure.h says; its
 * nanoseconds are those of the operations alone. The last three leave their files, so that nothing
 * but what is written costs the disk, and end earlier rather than fill it. What fails ends it with a line on standard error.
 */
#include "measure.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define KIB 1024
#define LARGEST (512 * KIB)
#define ENTRIES 64
#define MOST_LEFT 50

static char block[LARGEST];
static uint64_t number;

static void must(int succeeded, const char *what) {
  if (!succeeded) {
    fail(what, errno);
  }
}

static void set_contents(const char *name, int flags, size_t size, size_t times) {
  int file = open(name, O_WRONLY | O_CREAT | flags, 0640);
  must(file >= 0, name);
  for (size_t i = 0; i < times; i++) {
    must(write(file, block, size) == (ssize_t)size, "writing");
  }
  must(close(file) == 0, "closing");
}

static const char *new_name(void) {
  static char name[32];
  snprintf(name, sizeof(name), "new-%lu", number++);
  return name;
}

/* ---- operations: each begins where the last ended, and ends where what is measured does ---- */

static void get_attributes(void) {
  struct statx attributes;
  must(statx(AT_FDCWD, "file", AT_STATX_FORCE_SYNC, STATX_BASIC_STATS, &attributes) == 0, "statx");
}

static void read_file(void) {
  char contents[4 * KIB];
  int file = open("file", O_RDONLY);
  must(file >= 0, "opening");
  must(read(file, contents, sizeof(contents)) == sizeof(contents), "reading");
  must(close(file) == 0, "closing");
}

static void list(void) {
  DIR *directory = opendir("entries");
  must(directory != NULL, "opening the directory");
  int entries = 0;
  for (struct dirent *entry = readdir(directory); entry != NULL; entry = readdir(directory)) {
    entries += entry->d_name[0] != '.';
  }
  if (entries != ENTRIES) {
    fail("entries", entries);
  }
  must(closedir(directory) == 0, "closing the directory");
}

static void create(void) {
  set_contents("created", O_EXCL, 4 * KIB, 1);
}

static void remove_created(void) {
  must(unlink("created") == 0, "unlink");
}

static void replace(void) {
  set_contents("replaced.tmp.1234", O_EXCL, 80, 1);
  must(rename("replaced.tmp.1234", "replaced") == 0, "rename");
}

static void lock(void) {
  must(mkdir("lock", 0755) == 0, "mkdir");
  must(rmdir("lock") == 0, "rmdir");
}

static void write_over(void) {
  set_contents("file", 0, 100, 1);
}

static void write_small(void) {
  set_contents(new_name(), O_EXCL, 512, 1000);
}

static void write_blocks(void) {
  set_contents(new_name(), O_EXCL, 4 * KIB, 128);
}

static void write_large(void) {
  set_contents(new_name(), O_EXCL, 512 * KIB, 1);
}

/* ---- what they need: files that another client has made here before are used again ---- */

static void make_file(void) {
  set_contents("file", O_TRUNC, 4 * KIB, 1);
}

static void make_entries(void) {
  must(mkdir("entries", 0755) == 0 || errno == EEXIST, "entries");
  for (int i = 0; i < ENTRIES; i++) {
    char name[32];
    snprintf(name, sizeof(name), "entries/%d.conf", 100 + i);
    set_contents(name, O_TRUNC, 0, 0);
  }
}

static const struct operation {
  const char *name;
  void (*prepare)(void);
  void (*run)(void);
  void (*tidy_up)(void);
  uint64_t most;
} operations[] = {
    {"getattr", make_file, get_attributes, NULL, UINT64_MAX},
    {"read", make_file, read_file, NULL, UINT64_MAX},
    {"list", make_entries, list, NULL, UINT64_MAX},
    {"create", NULL, create, remove_created, UINT64_MAX},
    {"replace", NULL, replace, NULL, UINT64_MAX},
    {"lock", NULL, lock, NULL, UINT64_MAX},
    {"write", make_file, write_over, NULL, UINT64_MAX},
    {"small", NULL, write_small, NULL, MOST_LEFT},
    {"blocks", NULL, write_blocks, NULL, MOST_LEFT},
    {"large", NULL, write_large, NULL, MOST_LEFT},
};

static const struct operation *find(const char *name) {
  for (size_t i = 0; i < sizeof(operations) / sizeof(operations[0]); i++) {
    if (strcmp(operations[i].name, name) == 0) {
      return &operations[i];
    }
  }
  return NULL;
}

static void prepare(const struct operation *operation, const char *directory) {
  must(mkdir(directory, 0755) == 0 || errno == EEXIST, directory);
  must(chdir(directory) == 0, directory);
  memset(block, 'a', sizeof(block));
  number = now(); /* so that no new file has a name that is there already */
  if (operation->prepare != NULL) {
    operation->prepare();
  }
}

/* Returns how long the operations took. */
static uint64_t measure(const struct operation *operation, uint64_t nanos) {
  uint64_t end = now() + nanos;
  uint64_t sum = 0;
  uint64_t begin;
  while ((begin = now()) < end && count < operation->most) {
    operation->run();
    uint64_t time = now() - begin;
    count_time(time);
    count++;
    sum += time;
    if (operation->tidy_up != NULL) {
      operation->tidy_up();
    }
  }
  return sum;
}

int main(int argc, char **argv) {
  const struct operation *operation = argc == 4 ? find(argv[1]) : NULL;
  if (operation == NULL) {
    fprintf(stderr, "usage: see mount-client.c\n");
    return 2;
  }
  prepare(operation, argv[2]);
  puts("ready");
  while (next_start()) {
    print_results(measure(operation, strtoul(argv[3], NULL, 10) * NANOS_PER_MILLI));
  }
  return 0;
}

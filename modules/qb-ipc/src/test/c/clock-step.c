/*
 * Preloaded into a server, sets its clock: the time of day is the kernel's and as many seconds more
 * as the file says that CLOCK_STEP_FILE names. It holds one 64-bit number in the machine's order.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static volatile int64_t *seconds;

__attribute__((constructor)) static void map_step(void)
{
	const char *file = getenv("CLOCK_STEP_FILE");
	int fd = file ? open(file, O_RDONLY) : -1;
	void *memory;

	if (fd < 0)
		abort();
	memory = mmap(NULL, sizeof(*seconds), PROT_READ, MAP_SHARED, fd, 0);
	if (memory == MAP_FAILED)
		abort();
	close(fd);
	seconds = memory;
}

int clock_gettime(clockid_t id, struct timespec *now)
{
	int rc = syscall(SYS_clock_gettime, id, now);

	if (rc == 0 && seconds && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE))
		now->tv_sec += *seconds;
	return rc;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone)
{
	struct timespec fine;

	(void)zone;
	clock_gettime(CLOCK_REALTIME, &fine);
	now->tv_sec = fine.tv_sec;
	now->tv_usec = fine.tv_nsec / 1000;
	return 0;
}

time_t time(time_t *where)
{
	struct timespec fine;

	clock_gettime(CLOCK_REALTIME, &fine);
	if (where)
		*where = fine.tv_sec;
	return fine.tv_sec;
}

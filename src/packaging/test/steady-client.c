// A client of pve2 that asks all the time, by the rules of Proxmox VE's own: when its connection ends, or
// none can be made, it tries again for 10 s as long as a restart is announced by a file, and sends what was
// not answered once more. Until SIGTERM; then it prints what it has seen, and fails if a call has failed.
#include <errno.h>
#include <qb/qbipcc.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define SERVICE "pve2"
#define FLAG "/run/pve-cluster/cfs-restart-flag"
#define GET_FS_VERSION 1

static const int message_size = 1024 * 1024;
static const int tries = 100;
static volatile sig_atomic_t ended;

static void end(int number)
{
	(void)number;
	ended = 1;
}

static void pause_ms(long ms)
{
	struct timespec time = { ms / 1000, ms % 1000 * 1000000 };
	nanosleep(&time, NULL);
}

static qb_ipcc_connection_t *connect_to_service(void)
{
	int announced = access(FLAG, R_OK) == 0;
	for (int i = 0; i < tries; i++) {
		qb_ipcc_connection_t *connection = qb_ipcc_connect(SERVICE, message_size);
		if (connection || !announced) {
			return connection;
		}
		pause_ms(100);
	}
	return NULL;
}

static int call(qb_ipcc_connection_t *connection)
{
	struct qb_ipc_request_header request = { .id = GET_FS_VERSION, .size = sizeof request };
	struct iovec part = { &request, sizeof request };
	char response[65536];
	ssize_t length = qb_ipcc_sendv_recv(connection, &part, 1, response, sizeof response, -1);
	return length >= (ssize_t)sizeof(struct qb_ipc_response_header) ? 0 : -1;
}

int main(void)
{
	struct sigaction action = { .sa_handler = end };
	sigaction(SIGTERM, &action, NULL);
	long calls = 0, connections = 0, failures = 0, slowest_ms = 0;
	qb_ipcc_connection_t *connection = NULL;
	while (!ended) {
		struct timespec before, after;
		int answered = 0;
		clock_gettime(CLOCK_MONOTONIC, &before);
		for (int i = 0; i < 2 && !answered; i++) {
			if (!connection && (connection = connect_to_service())) {
				connections++;
			}
			if (connection && call(connection) == 0) {
				answered = 1;
			} else if (connection) {
				qb_ipcc_disconnect(connection);
				connection = NULL;
			}
		}
		clock_gettime(CLOCK_MONOTONIC, &after);
		long ms = (after.tv_sec - before.tv_sec) * 1000 + (after.tv_nsec - before.tv_nsec) / 1000000;
		slowest_ms = ms > slowest_ms ? ms : slowest_ms;
		calls++;
		failures += !answered && !ended;
		pause_ms(5);
	}
	printf("%ld calls, %ld connections, %ld failures, slowest call %ld ms\n", calls, connections, failures,
	       slowest_ms);
	return failures != 0;
}

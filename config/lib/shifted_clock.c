/* Preloaded into redis-server, whose allocator asks for the time before libfaketime is ready to tell it: puts the time of day ahead by
   MODPILOT_CLOCK_AHEAD seconds, or behind where that is negative. Timers run on the other clocks, which it leaves alone. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t clock, struct timespec *now) {
    int result = (int)syscall(SYS_clock_gettime, clock, now);
    const char *ahead = getenv("MODPILOT_CLOCK_AHEAD");
    if (result == 0 && ahead && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) now->tv_sec += atol(ahead);
    return result;
}

int gettimeofday(struct timeval *now, void *zone) {
    struct timespec time;
    (void)zone;
    int result = clock_gettime(CLOCK_REALTIME, &time);
    if (result == 0) *now = (struct timeval){time.tv_sec, time.tv_nsec / 1000};
    return result;
}

time_t time(time_t *now) {
    struct timespec time;
    time_t seconds = clock_gettime(CLOCK_REALTIME, &time) == 0 ? time.tv_sec : -1;
    if (now) *now = seconds;
    return seconds;
}

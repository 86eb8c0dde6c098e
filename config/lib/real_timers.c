/* Preloaded before libfaketime, which takes the deadlines of all timers for times of the day. These are of the monotonic
   clock, which is not faked, and would come an hour late, or at once. */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <unistd.h>

int timerfd_settime(int timer, int flags, const struct itimerspec *value, struct itimerspec *old) {
    return (int)syscall(SYS_timerfd_settime, timer, flags, value, old);
}

#pragma once
// hiredis 0.14 uses struct timeval without including its header.
#include <sys/time.h>
#include <fcntl.h>
#include <hiredis/hiredis.h>
#include <hiredis/async.h>
#include <hiredis/adapters/libevent.h>

// errstr of the async part is copied from the inner context only after the connect callback has run; this
// one is right at any time. Swift imports the array as a tuple, which has no address to read from.
static inline const char *modpilot_redis_error(const redisAsyncContext *context) {
    return context->c.errstr;
}

// fcntl is variadic. Without this a program started later would inherit the socket and keep it open.
static inline void modpilot_redis_close_on_exec(const redisAsyncContext *context) {
    if (context->c.fd >= 0) fcntl(context->c.fd, F_SETFD, FD_CLOEXEC);
}

#pragma once
// hiredis 0.14 uses struct timeval without including its header.
#include <sys/time.h>
#include <fcntl.h>
#include <hiredis/hiredis.h>
#include <hiredis/async.h>
#include <hiredis/sds.h>
#include <event2/event.h>

// errstr of the async part is copied from the inner context only after the connect callback has run; this
// one is right at any time. Swift imports the array as a tuple, which has no address to read from.
static inline const char *modpilot_redis_error(const redisAsyncContext *context) {
    return context->c.errstr;
}

// fcntl is variadic. Without this a program started later would inherit the socket and keep it open.
static inline void modpilot_redis_close_on_exec(const redisAsyncContext *context) {
    if (context->c.fd >= 0) fcntl(context->c.fd, F_SETFD, FD_CLOEXEC);
}

// What a server may send: hiredis itself takes whatever comes, keeps all of a reply in memory, and ends the process where one comes
// that nobody asked for.
#define MODPILOT_REDIS_MOST_BYTES (128UL << 20)
#define MODPILOT_REDIS_MOST_ELEMENTS (1L << 20)

// Of one context: its events, and what has gone out and come in. It outlives the context.
typedef struct modpilot_redis_guard {
    redisAsyncContext *context;
    struct event *readable, *writable;
    // Over TLS alone.
    void (*ready)(void *owner);
    void *owner;
    redisReplyObjectFunctions *plain, checked;
    unsigned long sent, received;
    long elements;
    // Why the reply that came is not taken; null while all are.
    const char *reason;
} modpilot_redis_guard;

static inline int modpilot_redis_may_begin(const redisReadTask *task) {
    modpilot_redis_guard *guard = (modpilot_redis_guard *)task->privdata;
    if (task->parent) return 1;
    guard->elements = 0;
    // Behind SUBSCRIBE messages come by themselves.
    if (guard->received >= guard->sent && !(guard->context->c.flags & REDIS_SUBSCRIBED)) {
        guard->reason = "a reply came that nobody had asked for";
        return 0;
    }
    guard->received += 1;
    return 1;
}

static inline void *modpilot_redis_string(const redisReadTask *task, char *text, size_t size) {
    return modpilot_redis_may_begin(task) ? ((modpilot_redis_guard *)task->privdata)->plain->createString(task, text, size) : 0;
}

static inline void *modpilot_redis_array(const redisReadTask *task, int elements) {
    modpilot_redis_guard *guard = (modpilot_redis_guard *)task->privdata;
    if (!modpilot_redis_may_begin(task)) return 0;
    if (elements < 0 || elements > MODPILOT_REDIS_MOST_ELEMENTS - guard->elements) {
        guard->reason = "a reply has more than 1,048,576 elements";
        return 0;
    }
    guard->elements += elements;
    return guard->plain->createArray(task, elements);
}

static inline void *modpilot_redis_integer(const redisReadTask *task, long long number) {
    return modpilot_redis_may_begin(task) ? ((modpilot_redis_guard *)task->privdata)->plain->createInteger(task, number) : 0;
}

static inline void *modpilot_redis_nil(const redisReadTask *task) {
    return modpilot_redis_may_begin(task) ? ((modpilot_redis_guard *)task->privdata)->plain->createNil(task) : 0;
}

// Over TLS its owner reads and writes.
typedef void (*modpilot_redis_ready)(void *owner);

static inline void modpilot_redis_socket_ready(int socket, short events, void *argument) {
    modpilot_redis_guard *guard = (modpilot_redis_guard *)argument;
    (void)socket, (void)events;
    guard->ready(guard->owner);
}

static inline int modpilot_redis_is_too_long(const redisAsyncContext *context) {
    return context->c.reader->len - context->c.reader->pos > MODPILOT_REDIS_MOST_BYTES;
}

// hiredis has it, and no header declares it: what its own reading does behind it has read.
void redisProcessCallbacks(redisAsyncContext *context);

// Takes what came; replies that are whole go to their callbacks, which may free the context.
static inline int modpilot_redis_take(redisAsyncContext *context, const void *bytes, size_t count) {
    return redisReaderFeed(context->c.reader, (const char *)bytes, count);
}

// What is to be written.
static inline const char *modpilot_redis_output(const redisAsyncContext *context, size_t *count) {
    *count = sdslen(context->c.obuf);
    return context->c.obuf;
}

static inline void modpilot_redis_wrote(redisAsyncContext *context, size_t count) {
    if (count >= sdslen(context->c.obuf)) {
        sdsfree(context->c.obuf);
        context->c.obuf = sdsempty();
    } else {
        sdsrange(context->c.obuf, (int)count, -1);
    }
}

static inline void modpilot_redis_readable(int socket, short events, void *argument) {
    modpilot_redis_guard *guard = (modpilot_redis_guard *)argument;
    redisAsyncContext *context = guard->context;
    (void)socket, (void)events;
    if (modpilot_redis_is_too_long(context)) {
        guard->reason = "a reply is longer than 128 MiB";
        context->err = context->c.err = REDIS_ERR_OTHER;
        redisAsyncFree(context);
    } else {
        redisAsyncHandleRead(context);
    }
}

static inline void modpilot_redis_writable(int socket, short events, void *argument) {
    (void)socket, (void)events;
    redisAsyncHandleWrite(((modpilot_redis_guard *)argument)->context);
}

static inline void modpilot_redis_add_read(void *guard) { event_add(((modpilot_redis_guard *)guard)->readable, 0); }
static inline void modpilot_redis_delete_read(void *guard) { event_del(((modpilot_redis_guard *)guard)->readable); }
static inline void modpilot_redis_add_write(void *guard) { event_add(((modpilot_redis_guard *)guard)->writable, 0); }
static inline void modpilot_redis_delete_write(void *guard) { event_del(((modpilot_redis_guard *)guard)->writable); }

static inline void modpilot_redis_detach(void *argument) {
    modpilot_redis_guard *guard = (modpilot_redis_guard *)argument;
    event_free(guard->readable);
    event_free(guard->writable);
    // The reader goes behind the guard.
    guard->context->c.reader->fn = guard->plain;
}

// Has `base` call hiredis when the socket is ready, and every reply checked; false where there is no memory. The guard has to outlive
// the context.
static inline int modpilot_redis_attach(modpilot_redis_guard *guard, redisAsyncContext *context, struct event_base *base) {
    guard->context = context;
    event_callback_fn read = guard->ready ? modpilot_redis_socket_ready : modpilot_redis_readable;
    event_callback_fn write = guard->ready ? modpilot_redis_socket_ready : modpilot_redis_writable;
    guard->readable = event_new(base, context->c.fd, EV_READ, read, guard);
    guard->writable = event_new(base, context->c.fd, EV_WRITE, write, guard);
    if (!guard->readable || !guard->writable) {
        if (guard->readable) event_free(guard->readable);
        if (guard->writable) event_free(guard->writable);
        return 0;
    }
    guard->plain = context->c.reader->fn;
    guard->checked = (redisReplyObjectFunctions){
        modpilot_redis_string, modpilot_redis_array, modpilot_redis_integer, modpilot_redis_nil, guard->plain->freeObject,
    };
    context->c.reader->fn = &guard->checked;
    context->c.reader->privdata = guard;
    context->ev.addRead = modpilot_redis_add_read;
    context->ev.delRead = modpilot_redis_delete_read;
    context->ev.addWrite = modpilot_redis_add_write;
    context->ev.delWrite = modpilot_redis_delete_write;
    context->ev.cleanup = modpilot_redis_detach;
    context->ev.data = guard;
    event_add(guard->readable, 0);
    event_add(guard->writable, 0);
    return 1;
}

#pragma once
#include <mongoc/mongoc.h>
#include <pthread.h>
#include <sys/prctl.h>
#include <time.h>

// bson_t is over-aligned, so Swift sees it only as an opaque pointer and can't hold one as a value, and a reply
// that libmongoc initialises inside a heap bson_t would never be freed by bson_destroy. This shim keeps every
// bson_t on the C stack: bytes go in, bytes come out.

typedef enum {
    MODPILOT_MONGO_READ,
    MODPILOT_MONGO_WRITE,
    MODPILOT_MONGO_READ_WRITE,
} modpilot_mongo_kind_t;

// Runs one command. `command` and `options` are whole BSON documents; `session` may be NULL. On return `*reply`
// holds `*reply_length` bytes of BSON, whether it succeeded or not; the caller frees it with bson_free.
static inline bool modpilot_mongo_command(
    mongoc_client_t *client, mongoc_client_session_t *session, modpilot_mongo_kind_t kind, const char *database,
    const uint8_t *command, size_t command_length, const uint8_t *options, size_t options_length,
    uint8_t **reply, uint32_t *reply_length, bson_error_t *error)
{
    bson_t request, given, opts, answer;
    bool ok = false;

    *reply = NULL;
    *reply_length = 0;
    memset(error, 0, sizeof *error);
    if (!bson_init_static(&request, command, command_length) || !bson_init_static(&given, options, options_length)) {
        bson_set_error(error, MONGOC_ERROR_BSON, MONGOC_ERROR_BSON_INVALID, "the command is not a BSON document");
        return false;
    }
    bson_copy_to(&given, &opts);
    if (session && !mongoc_client_session_append(session, &opts, error)) {
        bson_destroy(&opts);
        return false;
    }

    switch (kind) {
    case MODPILOT_MONGO_READ:
        ok = mongoc_client_read_command_with_opts(client, database, &request, NULL, &opts, &answer, error);
        break;
    case MODPILOT_MONGO_WRITE:
        ok = mongoc_client_write_command_with_opts(client, database, &request, &opts, &answer, error);
        break;
    case MODPILOT_MONGO_READ_WRITE:
        ok = mongoc_client_read_write_command_with_opts(client, database, &request, NULL, &opts, &answer, error);
        break;
    }
    bson_destroy(&opts);
    *reply = bson_destroy_with_steal(&answer, true, reply_length);
    return ok;
}

// Lets everything run on the primary, and leaves read concerns to each command. Whether the URI said otherwise.
static inline bool modpilot_mongo_read_from_primary(mongoc_uri_t *uri)
{
    bool said = mongoc_read_prefs_get_mode(mongoc_uri_get_read_prefs_t(uri)) != MONGOC_READ_PRIMARY ||
                mongoc_read_concern_get_level(mongoc_uri_get_read_concern(uri)) != NULL;
    mongoc_read_prefs_t *primary = mongoc_read_prefs_new(MONGOC_READ_PRIMARY);
    mongoc_read_concern_t *concern = mongoc_read_concern_new();
    mongoc_uri_set_read_prefs_t(uri, primary);
    mongoc_uri_set_read_concern(uri, concern);
    mongoc_read_prefs_destroy(primary);
    mongoc_read_concern_destroy(concern);
    return said;
}

// prctl is variadic, and pthread_setname_np hidden without _GNU_SOURCE. Names the calling thread, 15 bytes at most.
static inline void modpilot_name_thread(const char *name)
{
    prctl(PR_SET_NAME, name, 0, 0, 0);
}

// Hidden without _GNU_SOURCE. Unlike pthread_cond_timedwait it is told the clock with each wait.
extern int pthread_cond_clockwait(
    pthread_cond_t *condition, pthread_mutex_t *mutex, clockid_t clock, const struct timespec *end);

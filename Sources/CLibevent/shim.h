#pragma once
#include <malloc.h>
// First, so that fd_set is Swift's own Glibc module's and not a second, different one.
#include <sys/time.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/thread.h>
#include <sys/prctl.h>
#include <sys/socket.h>

// Declared by the system's own header for C with GNU's extensions alone.
int accept4(int socket, struct sockaddr *address, socklen_t *size, int flags);

// prctl is variadic, which Swift cannot call. Names the calling thread; longer names are cut to 15 bytes.
static inline void evloop_name_thread(const char *name) {
    prctl(PR_SET_NAME, (unsigned long)name, 0, 0, 0);
}

// Glibc's own module leaves malloc.h out.
static inline void evloop_return_large_blocks(int bytes) {
    mallopt(M_MMAP_THRESHOLD, bytes);
    mallopt(M_TRIM_THRESHOLD, 8 * bytes);
}

/* Preloaded into modpilot: every second time that a connection would be taken, it is as if the process or the host was out of
   descriptors or memory, or the client had gone. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

int accept4(int socket, struct sockaddr *address, socklen_t *size, int flags) {
    static const int errors[] = {EMFILE, ENFILE, ENOMEM, ENOBUFS, ECONNABORTED};
    static atomic_uint calls;
    unsigned call = atomic_fetch_add(&calls, 1);
    if (call % 2) return (int)syscall(SYS_accept4, socket, address, size, flags);
    errno = errors[call / 2 % (sizeof errors / sizeof *errors)];
    return -1;
}

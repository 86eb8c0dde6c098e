#pragma once
#include <spawn.h>

/* glibc 2.34 has it, and declares it under _GNU_SOURCE alone, which Swift's module of the C library is built without. */
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);

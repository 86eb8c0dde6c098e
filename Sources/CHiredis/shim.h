#pragma once
// hiredis 0.14 uses struct timeval without including its header.
#include <sys/time.h>
#include <hiredis/hiredis.h>
#include <hiredis/async.h>
#include <hiredis/adapters/libevent.h>

#include <cstdio>

#include "base.h"
#include "lib/private.h"
#include "lib/public.h"
#ifndef PRIVATE
#error "preprocessor_flags are missing"
#endif

int one() { return PRIVATE_VALUE + ONLY + base(); }

// Nobody mentions it: without link_whole it would still be linked only thanks to `one`.
static const int printed = std::puts("static initializer") + std::fflush(stdout);

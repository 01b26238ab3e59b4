#include "base.h"

int base() { return 100; }
extern "C" int c_base() { return base(); }

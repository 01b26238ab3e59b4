#include "pre/prebuilt.h"

#include <cstdio>

int main() { std::printf("%d\n", base()); }

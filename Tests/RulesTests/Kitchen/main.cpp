#include <cstdio>

#include "lib/public.h"

extern "C" int from_rust(int);

int main() { std::printf("%d %d %d %d %d\n", one(), two(), three(), start(), from_rust(1)); }

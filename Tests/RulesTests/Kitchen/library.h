#pragma once
#include "only.h"
#ifndef PUBLIC
#error "exported_preprocessor_flags are missing"
#endif
int one();
extern "C" int two();
extern "C" int three();
extern "C" int start();

#ifndef C
#error "lang_preprocessor_flags are missing"
#endif
int NAME(void) { return 2; }

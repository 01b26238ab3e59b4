#define ONLY 7

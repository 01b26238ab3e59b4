#include <stdio.h>

int main(void) {
#ifdef LARGE
  printf("large, ");
#endif
  printf("%s\n", MODE);
  return 0;
}

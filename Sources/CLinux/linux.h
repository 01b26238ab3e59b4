#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <malloc.h>

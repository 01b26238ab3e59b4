#include <sys/inotify.h>
#include <sys/signalfd.h>

#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <malloc.h>
#include <linux/perf_event.h>
#include <sys/syscall.h>
#include <unistd.h>

/// Begins to count the instructions that the calling thread executes outside the kernel.
///
/// Returns a descriptor that `read` gives three 64-bit numbers from: the count, the nanoseconds
/// since the beginning and those of them in which it counted; -1 if the kernel does not allow it.
static inline int clinux_open_instruction_counter(void) {
    struct perf_event_attr attributes = {
        .type = PERF_TYPE_HARDWARE,
        .size = sizeof(struct perf_event_attr),
        .config = PERF_COUNT_HW_INSTRUCTIONS,
        .read_format = PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING,
        .exclude_kernel = 1,
        .exclude_hv = 1,
    };
    return (int)syscall(
        SYS_perf_event_open, &attributes, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
}

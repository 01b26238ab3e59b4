#define _GNU_SOURCE
#include "cspawn.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/types.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// Facts of the kernel's interface which older system headers do not have.
#ifndef CLONE_PIDFD
#define CLONE_PIDFD 0x00001000
#endif
#ifndef SYS_close_range
#define SYS_close_range 436
#endif
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif
#define BLD_P_PIDFD 3
#define KERNEL_SIGSET_SIZE 8

// The child makes a handful of shallow calls; the dynamic linker may bind a symbol on this stack,
// which with AVX-512 state takes about 4 KiB.
#define CHILD_STACK_SIZE (64 * 1024)

typedef struct {
    const bld_spawn_request *request;
    volatile int *stage;
    volatile int *error;
    pid_t parent;
} child_context;

static void close_listed_descriptors(void) {
    struct entry {
        __u64 inode;
        __s64 offset;
        unsigned short size;
        unsigned char type;
        char name[];
    };
    int folder = open("/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) {
        struct rlimit limit;
        int end = 65536;
        if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < (rlim_t)end)
            end = (int)limit.rlim_cur;
        for (int fd = 3; fd < end; fd++) close(fd);
        return;
    }
    // Closing while listing can make the listing skip entries, so list until nothing was closed.
    for (int closed = 1; closed;) {
        char buffer[2048] __attribute__((aligned(8)));
        long size;
        closed = 0;
        lseek(folder, 0, SEEK_SET);
        while ((size = syscall(SYS_getdents64, folder, buffer, sizeof buffer)) > 0) {
            for (long at = 0; at < size;) {
                const struct entry *entry = (const struct entry *)(buffer + at);
                at += entry->size;
                int fd = 0;
                const char *digit = entry->name;
                for (; *digit >= '0' && *digit <= '9'; digit++) fd = fd * 10 + (*digit - '0');
                if (*digit || digit == entry->name || fd < 3 || fd == folder) continue;
                close(fd);
                closed = 1;
            }
        }
    }
    close(folder);
}

// Whoever asked the terminal for a password would be stopped, for it is not in the foreground;
// without a terminal it fails at once. A new session would do as well, but Linux schedules each
// session as a group of its own, and on a busy machine a new one waits several times as long.
static void leave_terminal(void) {
    int terminal = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (terminal < 0) return;
    ioctl(terminal, TIOCNOTTY);
    close(terminal);
}

static int redirect(int from, int to) {
    if (from < 0) return 0;
    return dup2(from, to) < 0 ? -1 : 0;
}

static int stop(const child_context *context, int stage) {
    *context->error = errno;
    *context->stage = stage;
    _exit(127);
}

// Runs on a stack of its own in the parent's memory, all signals blocked, while the calling thread
// waits in `clone`. The order matters: copies of other threads' write descriptors must go at once,
// or executables they have just written fail with ETXTBSY elsewhere.
static int child(void *argument) {
    const child_context *context = argument;
    const bld_spawn_request *request = context->request;

    if (redirect(request->input, 0) || redirect(request->output, 1) || redirect(request->error, 2))
        return stop(context, BLD_SPAWN_STAGE_REDIRECT);
    if (request->flags & BLD_SPAWN_AS_ON_OLD_KERNELS || syscall(SYS_close_range, 3u, ~0u, 0u) != 0)
        close_listed_descriptors();

    if (request->flags & BLD_SPAWN_NEW_GROUP) {
        if (setpgid(0, 0) != 0) return stop(context, BLD_SPAWN_STAGE_GROUP);
        leave_terminal();
    }
    if (request->flags & BLD_SPAWN_DIE_WITH_PARENT) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != context->parent) _exit(127);
    }
    if (request->directory && chdir(request->directory) != 0)
        return stop(context, BLD_SPAWN_STAGE_DIRECTORY);
    umask(022);

    // Handlers would go at `execve`, but ignored signals would stay ignored.
    // The library would leave out its own two signals. All zero is the kernel's SIG_DFL.
    const uint64_t standard[4] = {0};
    for (int number = 1; number < NSIG; number++)
        syscall(SYS_rt_sigaction, number, standard, NULL, KERNEL_SIGSET_SIZE);
    uint64_t none = 0;
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &none, NULL, KERNEL_SIGSET_SIZE);

    execve(request->program, request->arguments, request->environment);
    return stop(context, BLD_SPAWN_STAGE_EXECUTE);
}

void bld_spawn(const bld_spawn_request *request, bld_spawn_result *result) {
    char stack[CHILD_STACK_SIZE] __attribute__((aligned(64)));
    volatile int stage = BLD_SPAWN_STAGE_NONE;
    volatile int error = 0;
    child_context context = {request, &stage, &error, getpid()};
    uint64_t all = ~(uint64_t)0;
    uint64_t previous = 0;
    int pidfd = -1;
    const int flags = CLONE_VM | CLONE_VFORK | SIGCHLD;

    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &all, &previous, KERNEL_SIGSET_SIZE);
    // A kernel before 5.2 ignores the flag, a strict system call filter may refuse it.
    const int old_kernel = request->flags & BLD_SPAWN_AS_ON_OLD_KERNELS;
    pid_t pid = clone(
        child, stack + sizeof stack, old_kernel ? flags : flags | CLONE_PIDFD, &context, &pidfd);
    if (pid < 0 && (errno == EINVAL || errno == ENOSYS || errno == EPERM))
        pid = clone(child, stack + sizeof stack, flags, &context);
    int clone_error = errno;
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &previous, NULL, KERNEL_SIGSET_SIZE);

    if (pid < 0) {
        *result = (bld_spawn_result){-1, -1, BLD_SPAWN_STAGE_CLONE, clone_error};
        return;
    }
    if (stage != BLD_SPAWN_STAGE_NONE) {
        while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) {}
        if (pidfd >= 0) close(pidfd);
        *result = (bld_spawn_result){-1, -1, stage, error};
        return;
    }
    if (pidfd < 0 && !old_kernel) {
        long opened = syscall(SYS_pidfd_open, pid, 0u);
        if (opened >= 0) pidfd = (int)opened;
    }
    *result = (bld_spawn_result){pid, pidfd, BLD_SPAWN_STAGE_NONE, 0};
}

int bld_wait(
    const bld_spawn_result *command, int block, int reap, int *code, int *status,
    struct rusage *usage
) {
    int options = WEXITED | (block ? 0 : WNOHANG) | (reap ? 0 : WNOWAIT);
    siginfo_t info = {0};
    long failed = -1;
    for (int by_pidfd = command->pidfd >= 0; by_pidfd >= 0; by_pidfd--) {
        int type = by_pidfd ? BLD_P_PIDFD : P_PID;
        int id = by_pidfd ? command->pidfd : command->pid;
        do {
            // The library's `waitid` drops the kernel's fifth parameter.
            failed = syscall(SYS_waitid, type, id, &info, options, usage);
        } while (failed && errno == EINTR);
        // Linux 5.2 and 5.3 have pidfds but cannot wait for them.
        if (!failed || errno != EINVAL) break;
    }
    if (failed) return errno;
    if (info.si_pid == 0) return EAGAIN;
    *code = info.si_code;
    *status = info.si_status;
    return 0;
}

int bld_output_file(void) {
    int file = (int)syscall(SYS_memfd_create, "bld-output", 1u /* MFD_CLOEXEC */);
    if (file < 0) return -errno;
    if (file <= 2) {
        int moved = fcntl(file, F_DUPFD_CLOEXEC, 3);
        int error = errno;
        close(file);
        if (moved < 0) return -error;
        file = moved;
    }
    // Appending keeps the order of stdout and stderr even when a command opens /dev/stdout anew.
    if (fcntl(file, F_SETFL, O_APPEND) != 0) {
        int error = errno;
        close(file);
        return -error;
    }
    return file;
}

int bld_event_make(void) {
    int event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return event < 0 ? -errno : event;
}

void bld_event_raise(int event) { eventfd_write(event, 1); }

void bld_event_reset(int event) {
    eventfd_t count;
    eventfd_read(event, &count);
}

void bld_keep_children(void) {
    struct sigaction action;
    if (sigaction(SIGCHLD, NULL, &action) != 0) return;
    if (action.sa_handler == SIG_IGN || action.sa_flags & SA_NOCLDWAIT) signal(SIGCHLD, SIG_DFL);
}

void bld_name_thread(const char *name) { pthread_setname_np(pthread_self(), name); }

const char *bld_signal_name(int number) { return sigabbrev_np(number); }

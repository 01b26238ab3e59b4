// Starts a command the way `vfork` does, without copying the page tables of a large parent.
//
// The parent resolves everything beforehand (the program's path, the argument and environment
// vectors, the descriptors), because the child shares its memory until `execve` and may do nothing
// but system calls.
#ifndef BLD_CSPAWN_H
#define BLD_CSPAWN_H

#include <stdint.h>
#include <sys/resource.h>
#include <sys/types.h>

/// The command gets a process group of its own and no controlling terminal.
#define BLD_SPAWN_NEW_GROUP 1u
/// The command is killed when the thread that started it ends, thus also when its process dies.
#define BLD_SPAWN_DIE_WITH_PARENT 2u
/// Does without pidfds and `close_range`, as on a kernel that has neither; for tests.
#define BLD_SPAWN_AS_ON_OLD_KERNELS 4u

typedef struct {
    /// What `execve` is given; a relative path is looked up below `directory`.
    const char *program;
    char *const *arguments;
    char *const *environment;
    /// The working directory, or NULL to keep the parent's.
    const char *directory;
    /// Descriptors that become 0, 1 and 2: each above 2, or -1 to inherit the parent's.
    int input;
    int output;
    int error;
    uint32_t flags;
} bld_spawn_request;

/// The step at which a start failed.
enum {
    BLD_SPAWN_STAGE_NONE = 0,
    BLD_SPAWN_STAGE_CLONE = 1,
    BLD_SPAWN_STAGE_REDIRECT = 2,
    BLD_SPAWN_STAGE_GROUP = 3,
    BLD_SPAWN_STAGE_DIRECTORY = 4,
    BLD_SPAWN_STAGE_EXECUTE = 5,
};

typedef struct {
    pid_t pid;
    /// Becomes readable when the command has ended; -1 where the kernel has no pidfds.
    int pidfd;
    /// `BLD_SPAWN_STAGE_NONE` and 0, or the failed step and its errno (then nothing is running).
    int stage;
    int error;
} bld_spawn_result;

/// Starts a command; returns when it has been executed or has failed to be.
///
/// In the child: descriptors above 2 closed, default signal dispositions, empty signal mask,
/// umask 022, the declared environment and nothing else.
void bld_spawn(const bld_spawn_request *request, bld_spawn_result *result);

/// Waits for a started command and reaps it.
///
/// With `reap` 0 the command stays a zombie, so that its pid and process group stay reserved.
/// With `block` 0 a command that still runs is left alone.
/// Returns 0, `EAGAIN` when it still runs, or another errno. `code` and `status` are `si_code`
/// (CLD_EXITED, CLD_KILLED, CLD_DUMPED) and `si_status` of `waitid`.
int bld_wait(
    const bld_spawn_result *command, int block, int reap, int *code, int *status,
    struct rusage *usage);

/// An anonymous file in memory, opened for appending, above descriptor 2; -errno on failure.
int bld_output_file(void);

// What Swift's module of the C library lacks.

/// An event descriptor that is not raised, or -errno.
int bld_event_make(void);
void bld_event_raise(int event);
void bld_event_reset(int event);

/// Has the kernel keep ended children until they are waited for, even if whoever started this
/// process ignored SIGCHLD.
void bld_keep_children(void);

/// Names the calling thread; at most 15 bytes.
void bld_name_thread(const char *name);

/// As in "SEGV"; NULL for a number that is no signal.
const char *bld_signal_name(int number);

#endif

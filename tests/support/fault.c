/* Ends a program, or makes one of its system calls fail, at the n-th call that touches a folder.
 *
 * Built as a shared library and loaded by LD_PRELOAD. A seccomp filter makes the calls of interest raise SIGSYS, whose
 * handler counts them, acts, and makes the call itself, with a mark in an argument that none of them uses, by which
 * the filter lets it pass. So calls that do not go through the C library count too.
 *
 *   FAULT_UNDER  only calls on files at or below this folder count
 *   FAULT_CALLS  which calls: any of `change`, `read`, `open`, `watch`, joined by commas
 *   FAULT_AT     which of them, from 1 on; 0 for none
 *   FAULT_HOW    `kill` before the call; `half` of what is to be written, then killed; `power`: killed before the
 *                call, and every file loses what was written to it and not synced since: it is as short as it was,
 *                and what was written over reads as zeros; past the last call, once the program ends; `once:E` or `on:E`: that call, or it and all that
 *                follow, fail with errno E
 *                `pause`: at that call it waits for as long as the file exists that FAULT_GATE names, which it makes;
 *                `last`: the same, then the call is made, and the process is killed before the next one
 *   FAULT_WHILE  optional: calls count only while this file exists
 *   FAULT_PROGRAM  optional: only in programs of this name that the loaded one starts, by a count that they share in
 *                the file that FAULT_COUNT names; without it, only in the loaded one, and what it starts is left alone
 *   FAULT_LOG    optional: a file that each counted call is written to
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

#define MARK 0x6865616473757066L

#if defined(__x86_64__)
#define ARCH AUDIT_ARCH_X86_64
#define REG(u, n) ((u)->uc_mcontext.gregs[(n)])
static const int argument[5] = {REG_RDI, REG_RSI, REG_RDX, REG_R10, REG_R8};
#define ARGUMENT(u, n) REG(u, argument[n])
#define RESULT(u) REG(u, REG_RAX)
static long call(long nr, long a, long b, long c, long d, long e)
{
    long result;
    register long r10 __asm__("r10") = d;
    register long r8 __asm__("r8") = e;
    register long r9 __asm__("r9") = MARK;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(nr), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                     : "rcx", "r11", "memory");
    return result;
}
#elif defined(__aarch64__)
#define ARCH AUDIT_ARCH_AARCH64
#define ARGUMENT(u, n) ((u)->uc_mcontext.regs[(n)])
#define RESULT(u) ((u)->uc_mcontext.regs[0])
static long call(long nr, long a, long b, long c, long d, long e)
{
    register long x8 __asm__("x8") = nr;
    register long x0 __asm__("x0") = a;
    register long x1 __asm__("x1") = b;
    register long x2 __asm__("x2") = c;
    register long x3 __asm__("x3") = d;
    register long x4 __asm__("x4") = e;
    register long x5 __asm__("x5") = MARK;
    __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory");
    return x0;
}
#else
#error "no system calls known for this machine"
#endif

enum { CHANGE = 1, READ = 2, OPEN = 4, WATCH = 8, END = 16 };
/* Where a call names its file: by descriptor, by path, or by a folder's descriptor and a path. */
enum { BY_FD, BY_PATH, BY_AT };

static const struct known {
    int nr, kind, by;
    const char *name;
} known[] = {
    {SYS_write, CHANGE, BY_FD, "write"},
    {SYS_pwrite64, CHANGE, BY_FD, "pwrite"},
    {SYS_writev, CHANGE, BY_FD, "writev"},
    {SYS_pwritev, CHANGE, BY_FD, "pwritev"},
    {SYS_sendfile, CHANGE, BY_FD, "sendfile"},
    {SYS_fsync, CHANGE, BY_FD, "fsync"},
    {SYS_fdatasync, CHANGE, BY_FD, "fdatasync"},
    {SYS_syncfs, CHANGE, BY_FD, "syncfs"},
    {SYS_ftruncate, CHANGE, BY_FD, "ftruncate"},
    {SYS_fallocate, CHANGE, BY_FD, "fallocate"},
    {SYS_fchmod, CHANGE, BY_FD, "fchmod"},
    {SYS_fchmodat, CHANGE, BY_AT, "fchmodat"},
    {SYS_truncate, CHANGE, BY_PATH, "truncate"},
    {SYS_renameat, CHANGE, BY_AT, "renameat"},
    {SYS_renameat2, CHANGE, BY_AT, "renameat2"},
    {SYS_linkat, CHANGE, BY_AT, "linkat"},
    {SYS_unlinkat, CHANGE, BY_AT, "unlinkat"},
    {SYS_mkdirat, CHANGE, BY_AT, "mkdirat"},
    {SYS_utimensat, CHANGE, BY_AT, "utimensat"},
#if defined(__x86_64__)
    {SYS_rename, CHANGE, BY_PATH, "rename"},
    {SYS_link, CHANGE, BY_PATH, "link"},
    {SYS_unlink, CHANGE, BY_PATH, "unlink"},
    {SYS_mkdir, CHANGE, BY_PATH, "mkdir"},
    {SYS_rmdir, CHANGE, BY_PATH, "rmdir"},
    {SYS_chmod, CHANGE, BY_PATH, "chmod"},
#endif
    {SYS_read, READ, BY_FD, "read"},
    {SYS_pread64, READ, BY_FD, "pread"},
    {SYS_openat, OPEN, BY_AT, "openat"},
    {SYS_inotify_add_watch, WATCH, BY_AT, "inotify_add_watch"},
    {SYS_exit_group, END, BY_FD, "exit_group"},
};
#define KNOWN (sizeof known / sizeof *known)

static char under[4096], only_while[4096], gate[4096];
static int kinds, at, log_fd = -1;
static enum { KILL, HALF, POWER, ONCE, ON, PAUSE, LAST } how;
static int failure;
static atomic_int own_count, *count = &own_count;

static void end(void)
{
    call(SYS_kill, call(SYS_getpid, 0, 0, 0, 0, 0), SIGKILL, 0, 0, 0);
    for (;;)
        ;
}

static long link_of(int fd, char *path, size_t size)
{
    char name[64];
    if (fd == AT_FDCWD)
        snprintf(name, sizeof name, "/proc/self/cwd");
    else
        snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
    long length = call(SYS_readlinkat, AT_FDCWD, (long)name, (long)path, size - 1, 0);
    path[length < 0 ? 0 : length] = 0;
    return length < 0 ? 0 : length;
}

static void path_of(const struct known *what, const long *arguments, char *path, size_t size)
{
    int folder = what->by == BY_PATH ? AT_FDCWD : (int)arguments[0];
    const char *relative = (const char *)arguments[what->by == BY_PATH ? 0 : 1];
    path[0] = 0;
    if (what->by == BY_FD) {
        link_of((int)arguments[0], path, size);
    } else if (what->nr == SYS_inotify_add_watch || relative[0] == '/') {
        snprintf(path, size, "%s", relative);
    } else {
        long length = link_of(folder, path, size);
        snprintf(path + length, size - length, "/%s", relative);
    }
}

static int counts(const char *path)
{
    size_t length = strlen(under);
    if (strncmp(path, under, length) != 0 || (path[length] != '/' && path[length] != 0))
        return 0;
    return !only_while[0] || call(SYS_faccessat, AT_FDCWD, (long)only_while, F_OK, 0, 0) == 0;
}

static void note(const char *name, const char *path)
{
    char line[4352];
    int length = snprintf(line, sizeof line, "%s %s\n", name, path);
    if (log_fd >= 0 && length > 0 && (size_t)length < sizeof line)
        call(SYS_write, log_fd, (long)line, length, 0, 0);
}

static void write_half(const struct known *what, long *arguments)
{
    if (what->nr == SYS_writev || what->nr == SYS_pwritev) {
        const struct iovec *first = (const struct iovec *)arguments[1];
        call(SYS_write, arguments[0], (long)first->iov_base, first->iov_len / 2, 0, 0);
    } else if (what->nr == SYS_sendfile) {
        call(what->nr, arguments[0], arguments[1], arguments[2], arguments[3] / 2, 0);
    } else if (what->nr == SYS_write || what->nr == SYS_pwrite64) {
        call(what->nr, arguments[0], arguments[1], arguments[2] / 2, arguments[3], 0);
    }
}

/* Files that were written to and not synced since: how much of each is on disk, and what of that was written over. The descriptor only names the file, so
 * that no lock on it ends or lasts with it. */
static struct unsynced {
    dev_t device;
    ino_t inode;
    off_t kept;
    int file;
} unsynced[2048];
#define MOST (sizeof unsynced / sizeof *unsynced)
static size_t files;
static struct over {
    int file;
    off_t from, to;
} over[16384];
static size_t overs;
static atomic_flag busy = ATOMIC_FLAG_INIT;

static void lose(int file, off_t from, off_t to)
{
    struct stat meta;
    size_t n = 0;
    if (file < 0)
        return;
    if (call(SYS_fstat, file, (long)&meta, 0, 0, 0) != 0 || !S_ISREG(meta.st_mode)) {
        call(SYS_close, file, 0, 0, 0, 0);
        return;
    }
    while (atomic_flag_test_and_set(&busy))
        ;
    while (n < files && (unsynced[n].inode != meta.st_ino || unsynced[n].device != meta.st_dev))
        n++;
    if (n < files)
        call(SYS_close, file, 0, 0, 0, 0);
    else if (files < MOST)
        unsynced[files++] = (struct unsynced){meta.st_dev, meta.st_ino, meta.st_size, file};
    else
        _exit(124);
    if (to < 0 && from < unsynced[n].kept)
        unsynced[n].kept = from;
    if (to > from && from < unsynced[n].kept) {
        if (overs == sizeof over / sizeof *over)
            _exit(124);
        over[overs++] = (struct over){unsynced[n].file, from, to};
    }
    atomic_flag_clear(&busy);
}

static int named(int fd)
{
    char name[64];
    snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
    return (int)call(SYS_openat, AT_FDCWD, (long)name, O_PATH | O_CLOEXEC, 0, 0);
}

/* A call that is about to be made. */
static void follow(const struct known *what, const long *arguments, const char *path)
{
    struct stat meta;
    int fd = (int)arguments[0];
    switch (what->nr) {
    case SYS_write:
    case SYS_writev:
    case SYS_sendfile:
        if (call(SYS_fstat, fd, (long)&meta, 0, 0, 0) == 0) {
            int appends = (call(SYS_fcntl, fd, F_GETFL, 0, 0, 0) & O_APPEND) != 0;
            off_t from = appends ? meta.st_size : call(SYS_lseek, fd, 0, SEEK_CUR, 0, 0);
            lose(named(fd), from, what->nr == SYS_write ? from + arguments[2] : meta.st_size);
        }
        break;
    case SYS_pwrite64:
        lose(named(fd), arguments[3], arguments[3] + arguments[2]);
        break;
    case SYS_ftruncate:
        lose(named(fd), arguments[1], -1);
        break;
    case SYS_openat:
        if (arguments[2] & O_TRUNC)
            lose((int)call(SYS_openat, AT_FDCWD, (long)path, O_PATH | O_CLOEXEC | O_NOFOLLOW, 0, 0), 0, -1);
        break;
    case SYS_fsync:
    case SYS_fdatasync:
    case SYS_syncfs:
        if (call(SYS_fstat, fd, (long)&meta, 0, 0, 0) != 0)
            break;
        while (atomic_flag_test_and_set(&busy))
            ;
        for (size_t n = 0; n < files;) {
            if (what->nr == SYS_syncfs || (unsynced[n].inode == meta.st_ino && unsynced[n].device == meta.st_dev)) {
                for (size_t m = 0; m < overs;) {
                    if (over[m].file == unsynced[n].file)
                        over[m] = over[--overs];
                    else
                        m++;
                }
                call(SYS_close, unsynced[n].file, 0, 0, 0, 0);
                unsynced[n] = unsynced[--files];
            } else {
                n++;
            }
        }
        atomic_flag_clear(&busy);
        break;
    }
}

static void cut_power(void)
{
    while (atomic_flag_test_and_set(&busy))
        ;
    for (size_t n = 0; n < files; n++) {
        struct stat meta;
        char name[64];
        snprintf(name, sizeof name, "/proc/self/fd/%d", unsynced[n].file);
        if (call(SYS_fstat, unsynced[n].file, (long)&meta, 0, 0, 0) != 0)
            continue;
        call(SYS_fchmodat, AT_FDCWD, (long)name, 0600, 0, 0);
        int file = (int)call(SYS_openat, AT_FDCWD, (long)name, O_WRONLY | O_CLOEXEC, 0, 0);
        if (file < 0)
            _exit(125);
        for (size_t m = 0; m < overs; m++) {
            static const char zeros[4096];
            for (off_t at = over[m].from; over[m].file == unsynced[n].file && at < over[m].to; at += sizeof zeros) {
                off_t length = over[m].to - at < (off_t)sizeof zeros ? over[m].to - at : (off_t)sizeof zeros;
                call(SYS_pwrite64, file, (long)zeros, length, at, 0);
            }
        }
        if (meta.st_size > unsynced[n].kept)
            call(SYS_ftruncate, file, unsynced[n].kept, 0, 0, 0);
        call(SYS_fchmodat, AT_FDCWD, (long)name, meta.st_mode & 07777, 0, 0);
        note("lost", name);
    }
}

static void wait_at_gate(void)
{
    struct timespec moment = {0, 1000000};
    int fd = (int)call(SYS_openat, AT_FDCWD, (long)gate, O_WRONLY | O_CREAT | O_CLOEXEC, 0600, 0);
    call(SYS_close, fd, 0, 0, 0, 0);
    while (call(SYS_faccessat, AT_FDCWD, (long)gate, F_OK, 0, 0) == 0)
        call(SYS_nanosleep, (long)&moment, 0, 0, 0, 0);
}

/* The errno that the call is to fail with; 0 where it is to be made. */
static int meddle(const struct known *what, long *arguments)
{
    char path[4096];
    if (what->kind == END) {
        cut_power();
        return 0;
    }
    if (what->nr == SYS_openat) {
        int creates = (arguments[2] & (O_CREAT | O_TRUNC)) != 0;
        if (!(creates && kinds & CHANGE) && !(kinds & OPEN))
            return 0;
    } else if (!(kinds & what->kind)) {
        return 0;
    }
    path_of(what, arguments, path, sizeof path);
    if (!counts(path))
        return 0;
    note(what->name, path);
    int n = atomic_fetch_add(count, 1) + 1;
    if (at != 0 && how == LAST && n > at)
        end();
    if (at == 0 || n < at || (n > at && how != ON)) {
        if (how == POWER)
            follow(what, arguments, path);
        return 0;
    }
    if (how == POWER)
        cut_power();
    if (how == HALF)
        write_half(what, arguments);
    if (how == HALF || how == KILL || how == POWER)
        end();
    if (how == PAUSE || how == LAST)
        wait_at_gate();
    return failure;
}

static void raised(int signal, siginfo_t *info, void *context)
{
    (void)signal;
    ucontext_t *state = context;
    long arguments[5];
    for (int n = 0; n < 5; n++)
        arguments[n] = ARGUMENT(state, n);
    for (size_t n = 0; n < KNOWN; n++) {
        if (known[n].nr == info->si_syscall) {
            int error = meddle(&known[n], arguments);
            if (error != 0) {
                RESULT(state) = -error;
                return;
            }
        }
    }
    RESULT(state) =
        call(info->si_syscall, arguments[0], arguments[1], arguments[2], arguments[3], arguments[4]);
}

/* Where the calls of interest are made from: the program itself and the C library. A filter is inherited by every
 * program that is started, our handler is not; the code of those lies elsewhere. */
static struct range {
    unsigned long from, to;
} ranges[16];
static size_t range_count;

static void find_ranges(void)
{
    char program[4096], line[4352];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    FILE *maps = fopen("/proc/self/maps", "re");
    if (length < 0 || !maps)
        _exit(126);
    program[length] = 0;
    while (fgets(line, sizeof line, maps)) {
        unsigned long from, to;
        char mode[8];
        int at = 0;
        if (sscanf(line, "%lx-%lx %7s %*s %*s %*s %n", &from, &to, mode, &at) < 3 || mode[2] != 'x' || at == 0)
            continue;
        line[strcspn(line, "\n")] = 0;
        if (strcmp(line + at, program) != 0 && !strstr(line + at, "/libc.so") && !strstr(line + at, "/libc-"))
            continue;
        while (from < to && range_count < sizeof ranges / sizeof *ranges) {
            /* A part within which the upper halves of all addresses are the same. */
            unsigned long edge = (from | 0xffffffffUL) + 1, part = to < edge ? to : edge;
            ranges[range_count++] = (struct range){from, part};
            from = part;
        }
    }
    fclose(maps);
}

static void filter(void)
{
    struct sock_filter code[KNOWN + 16 + 16 * 6];
    size_t end = 0;
#define ADD(...) code[end++] = (struct sock_filter)__VA_ARGS__
#define LOAD(field) ADD(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field)))
#define UNLESS_EQUAL(value, skip) ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), 0, (skip)))
#define GIVE(action) ADD(BPF_STMT(BPF_RET | BPF_K, (action)))
    LOAD(arch);
    ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCH, 1, 0));
    GIVE(SECCOMP_RET_ALLOW);
    for (size_t n = 0; n < range_count; n++) {
        ADD(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, instruction_pointer) + 4));
        ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)(ranges[n].from >> 32), 0, 4));
        LOAD(instruction_pointer);
        ADD(BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, (unsigned)ranges[n].from, 0, 2));
        ADD(BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, (unsigned)(ranges[n].to - 1), 1, 0));
        ADD(BPF_STMT(BPF_JMP | BPF_JA, (unsigned)(6 * (range_count - n) - 5)));
    }
    GIVE(SECCOMP_RET_ALLOW);
    LOAD(args[5]);
    UNLESS_EQUAL((unsigned)(MARK & 0xffffffff), 1);
    GIVE(SECCOMP_RET_ALLOW);
    LOAD(nr);
    /* All six arguments of this one are in use; without it a program copies in another way. */
    UNLESS_EQUAL(SYS_copy_file_range, 1);
    GIVE(SECCOMP_RET_ERRNO | ENOSYS);
    for (size_t n = 0; n < KNOWN; n++) {
        if (known[n].nr == SYS_openat ? kinds & (OPEN | CHANGE) : kinds & known[n].kind)
            ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, known[n].nr, (unsigned char)(KNOWN + 8 - n), 0));
    }
    GIVE(SECCOMP_RET_ALLOW);
    size_t trap = end;
    GIVE(SECCOMP_RET_TRAP);
    for (size_t n = 0; n < trap; n++)
        if (code[n].jt > 1)
            code[n].jt = (unsigned char)(trap - n - 1);
    struct sock_fprog program = {(unsigned short)end, code};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
        _exit(121);
}

static const char *setting(const char *name)
{
    const char *value = getenv(name);
    return value ? value : "";
}

__attribute__((constructor)) static void begin(void)
{
    const char *only = setting("FAULT_PROGRAM");
    if (only[0] && strcmp(only, program_invocation_short_name) != 0)
        return;
    if (only[0]) {
        int shared = open(setting("FAULT_COUNT"), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (shared < 0 || ftruncate(shared, sizeof(int)) != 0)
            _exit(127);
        count = mmap(NULL, sizeof(int), PROT_READ | PROT_WRITE, MAP_SHARED, shared, 0);
        close(shared);
        if (count == MAP_FAILED)
            _exit(127);
    } else {
        unsetenv("LD_PRELOAD");
    }
    snprintf(gate, sizeof gate, "%s", setting("FAULT_GATE"));
    const char *calls = setting("FAULT_CALLS"), *manner = setting("FAULT_HOW"), *log = setting("FAULT_LOG");
    snprintf(under, sizeof under, "%s", setting("FAULT_UNDER"));
    snprintf(only_while, sizeof only_while, "%s", setting("FAULT_WHILE"));
    kinds = (strstr(calls, "change") ? CHANGE : 0) | (strstr(calls, "read") ? READ : 0) |
            (strstr(calls, "open") ? OPEN : 0) | (strstr(calls, "watch") ? WATCH : 0);
    at = atoi(setting("FAULT_AT"));
    if (!under[0] || !kinds)
        _exit(122);
    if (strncmp(manner, "once:", 5) == 0) {
        how = ONCE;
        failure = atoi(manner + 5);
    } else if (strncmp(manner, "on:", 3) == 0) {
        how = ON;
        failure = atoi(manner + 3);
    } else {
        how = strcmp(manner, "half") == 0 ? HALF : strcmp(manner, "power") == 0 ? POWER :
              strcmp(manner, "pause") == 0 ? PAUSE : strcmp(manner, "last") == 0 ? LAST : KILL;
        kinds |= how == POWER ? END : 0;
    }
    if (log[0])
        log_fd = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    struct sigaction action = {.sa_sigaction = raised, .sa_flags = SA_SIGINFO | SA_NODEFER};
    if (sigaction(SIGSYS, &action, NULL) != 0)
        _exit(123);
    find_ranges();
    filter();
}

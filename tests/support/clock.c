/* The wall clock of a program, as somebody sets it: a shared library, loaded by LD_PRELOAD.
 *
 *   CLOCK_FILE  16 bytes: by how many seconds the clock is ahead, and how often it was asked; both may be read and
 *               written while the program runs
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static struct {
    _Atomic int64_t ahead;
    _Atomic uint64_t asked;
} *shared;

int clock_gettime(clockid_t clock, struct timespec *time)
{
    int result = (int)syscall(SYS_clock_gettime, clock, time);
    if (result == 0 && clock == CLOCK_REALTIME && shared) {
        time->tv_sec += shared->ahead;
        shared->asked++;
    }
    return result;
}

__attribute__((constructor)) static void begin(void)
{
    const char *file = getenv("CLOCK_FILE");
    int fd = file ? open(file, O_RDWR | O_CLOEXEC) : -1;
    void *mapped = fd < 0 ? MAP_FAILED : mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (mapped == MAP_FAILED)
        _exit(122);
    close(fd);
    shared = mapped;
}

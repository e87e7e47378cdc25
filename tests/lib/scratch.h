/*
 * A folder of its own for each test, and what tests do with files in it. Whatever cannot be done ends the
 * program: a test that goes on without its files tests nothing.
 */
#ifndef LIB_SCRATCH_H
#define LIB_SCRATCH_H

#include "base/slice.h"
#include <sys/types.h>

/* Makes an empty folder below TMPDIR, or /tmp, and goes there. */
void scratch_enter(void);

/* Goes away and removes it with all that is in it. */
void scratch_leave(void);

/* Where it is: an absolute path without symbolic links. */
const char *scratch_path(void);

void scratch_write(const char *path, struct slice bytes);
bool scratch_holds(const char *path, struct slice bytes);
size_t scratch_entries(const char *folder); /* how many names are in it */
size_t scratch_descriptors(void);           /* how many this process has open */

/* As another program that locks the file: 0, or an errno. */
int scratch_lock(int fd);

/* Runs work in a child process and gives its exit status, or 128 and the signal that ended it. */
int scratch_child(int (*work)(void *context), void *context);

/* For work in a child, where cmocka's own assertions would only confuse: says what is not so, and ends the
 * child. */
#define CHILD_CHECK(expression)                                                                              \
    ((expression) ? (void)0 : scratch_child_failed(#expression, __FILE__, __LINE__))
_Noreturn void scratch_child_failed(const char *expression, const char *file, int line);

/* The exit status of a child that could not make what its test needs, and of a test that is skipped for it.
 */
enum { SCRATCH_SKIP = 77 };

/* In a child: a private view of all mounts, in which it may mount. False where the system does not let it. */
bool scratch_private_mounts(void);

/* In a child that is root: becomes a user without any rights. Nothing to do for anybody else. */
void scratch_drop_root(void);

/* Prints why a test is skipped; cmocka's skip() follows. */
void scratch_skip(const char *test, const char *reason);

#endif

/*
 * What a file has beside its bytes: mode, owner, group, ACLs and other extended attributes.
 *
 * A file that is replaced by a new one must not lose them: a manifest that was readable by a group stays so,
 * and one that was not does not become readable.
 */
#ifndef SYS_ATTRIBUTES_H
#define SYS_ATTRIBUTES_H

#include "sys/trouble.h"
#include <sys/types.h>

struct attribute {
    const char *name; /* as the kernel names it: "system.posix_acl_access", "user.…", "security.selinux" */
    struct slice value;
};

struct attributes {
    mode_t mode; /* permissions, set-id and sticky bits */
    uid_t owner;
    gid_t group;
    struct attribute *items;
    size_t count;
};

/* Those of an open file. "security.ima" and "security.evm" are left out: they are the kernel's own sums over
 * one file's bytes and inode, and another file gets its own. ERROR_SYSTEM where they cannot be read. */
struct error attributes_read(struct arena *arena, int fd, struct attributes *attributes);

/* Gives them to another open file, takes away what that one has beyond them (an ACL that it inherited from
 * its folder), and looks whether they are there. TROUBLE_ATTRIBUTES where they are not. */
struct trouble attributes_give(const struct attributes *attributes, int fd);

#endif

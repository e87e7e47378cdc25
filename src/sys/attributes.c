#define _GNU_SOURCE /* fgetxattr and its kind are not in POSIX */
#include "sys/attributes.h"
#include "sys/failure.h"
#include <errno.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

/* The kernel's own bounds (XATTR_LIST_MAX, XATTR_SIZE_MAX), so that one buffer always suffices. */
enum { ATTRIBUTE_BUFFER = 64 * 1024 };

enum { MODE_BITS = 07777 };

static bool made_by_kernel(const char *name)
{
    return strcmp(name, "security.ima") == 0 || strcmp(name, "security.evm") == 0;
}

/* The names, one behind the other, each with its NUL. Length 0 where the file system has no extended
 * attributes. */
static ssize_t list_names(int fd, char *buffer)
{
    ssize_t len = flistxattr(fd, buffer, ATTRIBUTE_BUFFER);
    return len < 0 && (errno == ENOTSUP || errno == ENOSYS) ? 0 : len;
}

struct error attributes_read(struct arena *arena, int fd, struct attributes *attributes)
{
    char names[ATTRIBUTE_BUFFER], value[ATTRIBUTE_BUFFER];
    struct stat about;
    if (fstat(fd, &about) != 0)
        return system_failure(arena, errno, "cannot be examined");
    *attributes = (struct attributes){about.st_mode & MODE_BITS, about.st_uid, about.st_gid, NULL, 0};
    ssize_t total = list_names(fd, names);
    if (total < 0)
        return system_failure(arena, errno, "its extended attributes cannot be listed");
    size_t capacity = 0;
    for (const char *name = names; name < names + total; name += strlen(name) + 1) {
        if (made_by_kernel(name))
            continue;
        ssize_t len = fgetxattr(fd, name, value, sizeof value);
        if (len < 0)
            return system_failure(arena, errno, "its attribute %s cannot be read", name);
        size_t count = attributes->count;
        attributes->items =
            arena_grow(arena, attributes->items, &capacity, count + 1, sizeof *attributes->items);
        attributes->items[count].name = arena_string(arena, slice_of(name));
        attributes->items[count].value = arena_copy(arena, (struct slice){value, (size_t)len});
        attributes->count++;
    }
    return NO_ERROR;
}

static bool listed(const struct attributes *attributes, const char *name)
{
    for (size_t i = 0; i < attributes->count; i++)
        if (strcmp(attributes->items[i].name, name) == 0)
            return true;
    return false;
}

static bool has(int fd, const struct attribute *attribute)
{
    char value[ATTRIBUTE_BUFFER];
    ssize_t len = fgetxattr(fd, attribute->name, value, sizeof value);
    return len >= 0 && slice_equal((struct slice){value, (size_t)len}, attribute->value);
}

/* Labels of the security modules stay: every new file gets one, and taking it off is not allowed. */
static struct trouble take_surplus(const struct attributes *attributes, int fd)
{
    char names[ATTRIBUTE_BUFFER];
    ssize_t total = list_names(fd, names);
    if (total < 0)
        return trouble_attribute("the list of its extended attributes", NULL, errno);
    for (const char *name = names; name < names + total; name += strlen(name) + 1) {
        if (strncmp(name, "security.", strlen("security.")) == 0 || listed(attributes, name))
            continue;
        if (fremovexattr(fd, name) != 0)
            return trouble_attribute("what it inherits from its folder", NULL, errno);
    }
    return NO_TROUBLE;
}

static struct trouble give_owner(const struct attributes *attributes, int fd)
{
    struct stat about;
    if (fstat(fd, &about) != 0)
        return trouble_attribute("its owner", NULL, errno);
    if (about.st_gid != attributes->group && fchown(fd, (uid_t)-1, attributes->group) != 0)
        return trouble_attribute("its group", NULL, errno);
    if (about.st_uid != attributes->owner && fchown(fd, attributes->owner, (gid_t)-1) != 0)
        return trouble_attribute("its owner", NULL, errno);
    return NO_TROUBLE;
}

static struct trouble verify(const struct attributes *attributes, int fd)
{
    struct stat about;
    if (fstat(fd, &about) != 0)
        return trouble_attribute("its mode", NULL, errno);
    if (about.st_uid != attributes->owner)
        return trouble_attribute("its owner", NULL, 0);
    if (about.st_gid != attributes->group)
        return trouble_attribute("its group", NULL, 0);
    if ((about.st_mode & MODE_BITS) != attributes->mode)
        return trouble_attribute("its mode", NULL, 0);
    for (size_t i = 0; i < attributes->count; i++)
        if (!has(fd, &attributes->items[i]))
            return trouble_attribute("its attribute", attributes->items[i].name, 0);
    return NO_TROUBLE;
}

/* The order matters: a change of the owner clears the set-id bits and capabilities, a change of the mode
 * changes the mask of an ACL, and the ACL that is set last agrees with the mode, as both come from one file.
 */
struct trouble attributes_give(const struct attributes *attributes, int fd)
{
    struct trouble trouble = give_owner(attributes, fd);
    if (!troubled(trouble))
        trouble = take_surplus(attributes, fd);
    if (troubled(trouble))
        return trouble;
    if (fchmod(fd, attributes->mode) != 0)
        return trouble_attribute("its mode", NULL, errno);
    for (size_t i = 0; i < attributes->count; i++) {
        const struct attribute *item = &attributes->items[i];
        if (!has(fd, item) && fsetxattr(fd, item->name, item->value.data, item->value.len, 0) != 0)
            return trouble_attribute("its attribute", item->name, errno);
    }
    return verify(attributes, fd);
}

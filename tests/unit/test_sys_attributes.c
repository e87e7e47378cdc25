#define _GNU_SOURCE /* setxattr and its kind are not in POSIX */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/scratch.h"
#include "sys/attributes.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#define ACCESS "system.posix_acl_access"
#define DEFAULT "system.posix_acl_default"

static struct arena arena;

/* An ACL as the kernel takes it (linux/posix_acl_xattr.h), little-endian: the owner may read and write, user
 * 1234 may read, the group may read, the mask lets both, others may nothing. */
static const unsigned char acl[] = {
    2,  0, 0, 0,                      /* version */
    1,  0, 6, 0, 255,  255, 255, 255, /* the owner */
    2,  0, 4, 0, 0xd2, 4,   0,   0,   /* user 1234 */
    4,  0, 4, 0, 255,  255, 255, 255, /* the group */
    16, 0, 4, 0, 255,  255, 255, 255, /* the mask */
    32, 0, 0, 0, 255,  255, 255, 255, /* others */
};

static int old, new;

static int enter(void **state)
{
    (void)state;
    scratch_enter();
    old = open("old", O_RDWR | O_CREAT | O_EXCL, 0640);
    new = open("new", O_RDWR | O_CREAT | O_EXCL, 0600);
    assert_true(old >= 0 && new >= 0);
    return 0;
}

static int leave(void **state)
{
    (void)state;
    close(old);
    close(new);
    arena_free(&arena);
    scratch_leave();
    return 0;
}

/* Sets an attribute, or skips the test where the file system has none of that kind. */
static void set_or_skip(const char *test, const char *path, const char *name, const void *value, size_t len)
{
    if (setxattr(path, name, value, len, 0) == 0)
        return;
    scratch_skip(test, "the file system of the scratch folder has no such attributes");
    skip();
}

static bool has(const char *path, const char *name, const void *value, size_t len)
{
    char got[1024];
    ssize_t got_len = getxattr(path, name, got, sizeof got);
    return got_len >= 0 && (size_t)got_len == len && memcmp(got, value, len) == 0;
}

static bool hands_over(void)
{
    struct attributes attributes;
    assert_false(failed(attributes_read(&arena, old, &attributes)));
    return !troubled(attributes_give(&attributes, new));
}

static mode_t mode_of(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 ? about.st_mode & 07777 : 0;
}

static void mode_alone(void **state)
{
    (void)state;
    assert_int_equal(fchmod(old, 01751), 0);
    assert_true(hands_over());
    assert_int_equal(mode_of("new"), 01751);
}

static void attributes_of_users(void **state)
{
    (void)state;
    set_or_skip("attributes_of_users", "old", "user.origin", "a\0b", 3);
    set_or_skip("attributes_of_users", "old", "user.empty", "", 0);
    assert_true(hands_over());
    assert_true(has("new", "user.origin", "a\0b", 3));
    assert_true(has("new", "user.empty", "", 0));
}

static void an_acl(void **state)
{
    (void)state;
    set_or_skip("an_acl", "old", ACCESS, acl, sizeof acl);
    assert_true(hands_over());
    assert_true(has("new", ACCESS, acl, sizeof acl));
    assert_int_equal(mode_of("new"), mode_of("old"));
}

/* The group's bits in the mode of a file with an ACL are the mask: a mode that is set later must not widen
 * it. */
static void an_acl_with_its_mask(void **state)
{
    (void)state;
    set_or_skip("an_acl_with_its_mask", "old", ACCESS, acl, sizeof acl);
    assert_int_equal(fchmod(old, 0660), 0);
    char want[sizeof acl];
    assert_int_equal(getxattr("old", ACCESS, want, sizeof want), sizeof want);
    assert_true(hands_over());
    assert_true(has("new", ACCESS, want, sizeof want));
    assert_int_equal(mode_of("new"), 0660);
}

/* A file from before the folder had a default ACL has none, so the new one must not keep what it inherits. */
static void an_inherited_acl_is_taken_away(void **state)
{
    (void)state;
    set_or_skip("an_inherited_acl_is_taken_away", ".", DEFAULT, acl, sizeof acl);
    close(new);
    assert_int_equal(unlink("new"), 0);
    new = open("new", O_RDWR | O_CREAT | O_EXCL, 0600);
    assert_true(getxattr("new", ACCESS, NULL, 0) > 0);
    assert_true(hands_over());
    assert_int_equal(getxattr("new", ACCESS, NULL, 0), -1);
    assert_int_equal(mode_of("new"), 0640);
}

static void surplus_attributes_are_taken_away(void **state)
{
    (void)state;
    set_or_skip("surplus_attributes_are_taken_away", "new", "user.surplus", "x", 1);
    assert_true(hands_over());
    assert_int_equal(getxattr("new", "user.surplus", NULL, 0), -1);
}

static void another_value_is_replaced(void **state)
{
    (void)state;
    set_or_skip("another_value_is_replaced", "old", "user.origin", "right", 5);
    set_or_skip("another_value_is_replaced", "new", "user.origin", "wrong and longer", 16);
    assert_true(hands_over());
    assert_true(has("new", "user.origin", "right", 5));
}

/* On a file system without them: the attribute is one that nobody can set. */
static void what_cannot_be_given_is_named(void **state)
{
    (void)state;
    struct attribute impossible = {"nosuch.attribute", SLICE("x")};
    struct attributes attributes;
    assert_false(failed(attributes_read(&arena, old, &attributes)));
    attributes.items = &impossible;
    attributes.count = 1;
    struct trouble trouble = attributes_give(&attributes, new);
    assert_int_equal(trouble.kind, TROUBLE_ATTRIBUTES);
    struct error error = trouble_error(&arena, trouble);
    assert_int_equal(error.kind, ERROR_REFUSED);
    assert_string_equal(error.code, "R032");
    assert_true(slice_find(error.message, SLICE("its attribute nosuch.attribute")) < error.message.len);
}

static int give_group(void *context)
{
    struct attributes *attributes = context;
    scratch_drop_root();
    struct trouble trouble = attributes_give(attributes, new);
    CHILD_CHECK(trouble.kind == TROUBLE_ATTRIBUTES);
    CHILD_CHECK(trouble.number == EPERM);
    return 0;
}

static void a_group_that_is_not_ours_is_trouble(void **state)
{
    (void)state;
    struct attributes attributes;
    assert_false(failed(attributes_read(&arena, old, &attributes)));
    attributes.group = 54321;
    assert_int_equal(scratch_child(give_group, &attributes), 0);
}

static void a_closed_file_is_an_error(void **state)
{
    (void)state;
    struct attributes attributes;
    assert_int_equal(attributes_read(&arena, -1, &attributes).kind, ERROR_SYSTEM);
    assert_false(failed(attributes_read(&arena, old, &attributes)));
    assert_int_equal(attributes_give(&attributes, -1).kind, TROUBLE_ATTRIBUTES);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, enter, leave)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(mode_alone),
        TEST(attributes_of_users),
        TEST(an_acl),
        TEST(an_acl_with_its_mask),
        TEST(an_inherited_acl_is_taken_away),
        TEST(surplus_attributes_are_taken_away),
        TEST(another_value_is_replaced),
        TEST(what_cannot_be_given_is_named),
        TEST(a_group_that_is_not_ours_is_trouble),
        TEST(a_closed_file_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

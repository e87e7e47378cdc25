/* One history file, packed by gzip, bzip2, xz, zstd, lz4 and snappy themselves. */
#include "lib/check.h"

#include <stdlib.h>

#include "store/unpack.h"

#define SLICE_OF(literal)                                                                                    \
    {                                                                                                        \
        literal, sizeof(literal) - 1                                                                         \
    }

static const char text[] =
    "1\t0/6000000\tno recovery target specified\n\n2\t0/C000000\tno recovery target specified\n";

static const struct {
    const char *suffix;
    struct slice packed;
} files[] = {
    {".gz",
     SLICE_OF("\037\213\010\000\000\000\000\000\000\003\063\344\064\320\067\063\000\003\316\274\174\205\242"
              "\324\344\374\262\324\242\112\205\222\304\242\364\324\022\205\342\202\324\344\314\264\314\324"
              "\024\056\056\043\240\112\147\142\124\002\000\167\376\263\141\123\000\000\000")},
    {".bz2",
     SLICE_OF("\102\132\150\071\061\101\131\046\123\131\244\337\012\041\000\000\015\335\200\020\060\100\000"
              "\361\000\010\000\057\241\335\040\040\000\100\125\124\362\046\324\364\236\221\243\066\246\205"
              "\000\003\100\311\221\345\245\062\131\247\364\060\364\125\042\333\121\262\215\336\056\205\330"
              "\102\154\220\207\307\111\260\351\205\223\111\047\052\273\027\162\105\070\120\220\244\337\012"
              "\041")},
    {".xz",
     SLICE_OF("\375\067\172\130\132\000\000\004\346\326\264\106\002\000\041\001\026\000\000\000\164\057\345"
              "\243\340\000\122\000\060\135\000\030\202\102\102\276\021\163\331\153\132\236\066\152\161\137"
              "\126\006\065\271\201\276\367\234\121\160\055\256\061\177\160\213\177\106\357\074\052\071\143"
              "\302\057\263\132\355\335\041\344\000\000\000\364\046\162\064\276\356\005\347\000\001\114\123"
              "\154\265\050\216\037\266\363\175\001\000\000\000\000\004\131\132")},
    {".zst",
     SLICE_OF("\050\265\057\375\044\123\265\001\000\264\002\061\011\060\057\066\060\011\156\157\040\162\145"
              "\143\157\166\145\162\171\040\164\141\162\147\145\164\040\163\160\145\143\151\146\151\145\144"
              "\012\012\062\011\060\057\103\060\003\000\115\011\120\040\357\002\105\353\326\134\024")},
    {".lz4",
     SLICE_OF("\004\042\115\030\144\100\247\073\000\000\000\141\061\011\060\057\066\060\001\000\361\025\011"
              "\156\157\040\162\145\143\157\166\145\162\171\040\164\141\162\147\145\164\040\163\160\145\143"
              "\151\146\151\145\144\012\012\062\011\060\057\103\051\000\017\052\000\007\120\146\151\145\144"
              "\012\000\000\000\000\145\115\257\361")},
    {".snappy",
     SLICE_OF(
         "\377\006\000\000\163\116\141\120\160\131\000\067\000\000\000\000\000\000\123\024\061\011\060"
         "\057\066\060\005\001\220\011\156\157\040\162\145\143\157\166\145\162\171\040\164\141\162\147"
         "\145\164\040\163\160\145\143\151\146\151\145\144\012\012\062\011\060\057\103\060\212\052\000")},
};

enum { FILES = sizeof files / sizeof *files, LIMIT = 64 * 1024, SMALL = 200 };

static void each_of_them_unpacks(void **state)
{
    (void)state;
    struct slice bytes;
    for (size_t i = 0; i < FILES; i++) {
        if (!unpack(&arena, files[i].packed, slice_of(files[i].suffix), LIMIT, &bytes))
            fail_msg("%s does not unpack", files[i].suffix);
        assert_slice(bytes, text);
    }
    assert_true(unpack(&arena, slice_of(text), SLICE(""), LIMIT, &bytes));
    assert_slice(bytes, text);
    assert_false(unpack(&arena, slice_of(text), SLICE(".gpg"), LIMIT, &bytes));
}

static void none_writes_past_the_limit(void **state)
{
    (void)state;
    struct slice bytes;
    for (size_t i = 0; i < FILES; i++)
        for (size_t limit = 0; limit < sizeof text - 1; limit += 7)
            if (unpack(&arena, files[i].packed, slice_of(files[i].suffix), limit, &bytes))
                fail_msg("%s unpacks into %zu bytes", files[i].suffix, limit);
    assert_false(unpack(&arena, slice_of(text), SLICE(""), 10, &bytes));
}

/* In memory of its own size, so that a read past its end is seen. */
static void check_damaged(struct slice damaged, const char *suffix)
{
    struct slice bytes;
    char *copy = malloc(damaged.len + 1);
    memcpy(copy, damaged.data, damaged.len);
    if (unpack(&arena, (struct slice){copy, damaged.len}, slice_of(suffix), SMALL, &bytes))
        assert_true(bytes.len <= SMALL);
    free(copy);
}

static void damaged_ones_do_no_harm(void **state)
{
    (void)state;
    unsigned random = 1;
    for (size_t i = 0; i < FILES; i++) {
        for (size_t len = 0; len < files[i].packed.len; len++)
            check_damaged(slice_cut(files[i].packed, 0, len), files[i].suffix);
        for (int round = 0; round < 1000; round++) {
            struct slice changed = arena_copy(&arena, files[i].packed);
            for (int n = 0; n < 3; n++) {
                random = random * 1103515245U + 12345U;
                ((char *)(uintptr_t)changed.data)[(random >> 8) % changed.len] = (char)(random >> 24);
            }
            check_damaged(changed, files[i].suffix);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(each_of_them_unpacks),
        TEST(none_writes_past_the_limit),
        TEST(damaged_ones_do_no_harm),
    };
    if (ARENA_BEGIN(&arena))
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}

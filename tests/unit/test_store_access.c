#include "lib/check.h"

#include <stdlib.h>

#include "lib/scratch.h"
#include "store/credentials.h"

static struct store_location parse(const char *destination, const char *endpoint)
{
    struct store_location location;
    struct error error = store_location_parse(&arena, slice_of(destination), slice_of(endpoint), &location);
    if (failed(error))
        fail_msg("%s: %.*s", destination, SLICE_ARG(error.message));
    return location;
}

static void destinations_are_read_as_barman_does(void **state)
{
    (void)state;
    struct store_location location = parse("s3://bucket/a/b", "");
    assert_slice(location.bucket, "bucket");
    assert_slice(location.prefix, "a/b/");
    assert_slice(store_location_path(&location), "a/b");
    assert_slice(parse("s3://bucket", "").prefix, "");
    assert_slice(parse("s3://bucket/", "").prefix, "");
    assert_slice(parse("s3://bucket//a/", "").prefix, "a/");
    assert_int_equal(parse("gs://bucket/a", "").kind, STORE_GOOGLE);
    location = parse("https://account.blob.core.windows.net/container/a", "");
    assert_int_equal(location.kind, STORE_AZURE);
    assert_slice(location.bucket, "container");
    assert_slice(location.prefix, "a/");
}

static void what_names_no_bucket_is_refused(void **state)
{
    (void)state;
    static const char *const destinations[] = {"",           "bucket/a",   "s3://",
                                               "s3:///a",    "ftp://x/y",  "s3://a b/c",
                                               "s3://a\n/c", "s3://%2e/x", "https://host"};
    static const char *const endpoints[] = {"minio:9000",       "ftp://x",       "https://",    "https:///x",
                                            "https://u:p@host", "https://h?x=1", "https://h#x", "http://a b"};
    struct store_location location;
    for (size_t i = 0; i < sizeof destinations / sizeof *destinations; i++)
        if (!failed(store_location_parse(&arena, slice_of(destinations[i]), SLICE(""), &location)))
            fail_msg("\"%s\" is taken", destinations[i]);
    for (size_t i = 0; i < sizeof endpoints / sizeof *endpoints; i++) {
        struct error error =
            store_location_parse(&arena, SLICE("s3://b/a"), slice_of(endpoints[i]), &location);
        if (!failed(error))
            fail_msg("\"%s\" is taken", endpoints[i]);
        assert_int_equal(slice_find(error.message, SLICE("u:p")), error.message.len);
    }
}

static void the_bucket_stands_where_barmans_client_puts_it(void **state)
{
    (void)state;
    struct store_location location = parse("s3://bucket/a", "");
    assert_slice(store_location_url(&arena, &location, SLICE("eu-west-1")),
                 "https://bucket.s3.eu-west-1.amazonaws.com");
    assert_slice(store_location_url(&arena, &location, SLICE("cn-north-1")),
                 "https://bucket.s3.cn-north-1.amazonaws.com.cn");
    location = parse("s3://my.bucket/a", ""); /* no certificate has two levels */
    assert_slice(store_location_url(&arena, &location, SLICE("x")), "https://s3.x.amazonaws.com/my.bucket");
    location = parse("s3://bucket/a", "http://127.0.0.1:9000/");
    assert_slice(store_location_url(&arena, &location, SLICE("x")), "http://127.0.0.1:9000/bucket");
    location.style = ADDRESS_VIRTUAL;
    assert_slice(store_location_url(&arena, &location, SLICE("x")), "http://bucket.127.0.0.1:9000");
    location = parse("s3://bucket/a", "https://host/s3");
    assert_slice(store_location_url(&arena, &location, SLICE("x")), "https://host/s3/bucket");
}

static const char *const variables[] = {
    "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE",
    "AWS_REGION",        "AWS_DEFAULT_REGION",    "AWS_CA_BUNDLE"};

static int enter(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++)
        unsetenv(variables[i]);
    setenv("AWS_SHARED_CREDENTIALS_FILE", "credentials", 1);
    setenv("AWS_CONFIG_FILE", "config", 1);
    scratch_enter();
    return 0;
}

static int leave(void **state)
{
    scratch_leave();
    return free_arena(state);
}

static void the_environment_comes_first_unless_a_profile_is_named(void **state)
{
    (void)state;
    struct store_credentials credentials;
    scratch_write("credentials", SLICE("[default]\naws_access_key_id = D\naws_secret_access_key = DS\n"
                                       "[other]\r\naws_access_key_id=O\r\naws_secret_access_key = O = S\r\n"
                                       "aws_session_token = T\r\n"));
    scratch_write("config",
                  SLICE("# a comment\n[default]\nregion = eu-west-1\ns3 =\n    addressing_style = virtual\n"
                        "[profile other]\nregion=us-west-2\nca_bundle = /ca.pem\n"));
    assert_false(failed(store_credentials_find(&arena, SLICE(""), &credentials)));
    assert_string_equal(secret_reveal(credentials.key_id), "D");
    assert_slice(credentials.region, "eu-west-1");
    assert_slice(credentials.origin, "profile default");
    assert_int_equal(credentials.style, ADDRESS_VIRTUAL);
    assert_true(secret_is_empty(credentials.token));
    setenv("AWS_ACCESS_KEY_ID", "E", 1);
    setenv("AWS_SECRET_ACCESS_KEY", "ES", 1);
    setenv("AWS_REGION", "here", 1);
    assert_false(failed(store_credentials_find(&arena, SLICE(""), &credentials)));
    assert_string_equal(secret_reveal(credentials.key_id), "E");
    assert_slice(credentials.region, "here");
    assert_slice(credentials.origin, "the environment");
    assert_false(failed(store_credentials_find(&arena, SLICE("other"), &credentials)));
    assert_string_equal(secret_reveal(credentials.key_id), "O");
    assert_string_equal(secret_reveal(credentials.key), "O = S");
    assert_string_equal(secret_reveal(credentials.token), "T");
    assert_slice(credentials.ca_file, "/ca.pem");
}

static void what_gets_its_key_elsewhere_is_said(void **state)
{
    (void)state;
    struct store_credentials credentials;
    struct error error = store_credentials_find(&arena, SLICE(""), &credentials);
    assert_int_equal(error.kind, ERROR_SYSTEM);
    assert_holds(error.message, "no key");
    scratch_write("config",
                  SLICE("[profile sso]\nsso_session = x\n[profile half]\naws_access_key_id = secretid\n"));
    error = store_credentials_find(&arena, SLICE("sso"), &credentials);
    assert_holds(error.message, "gets its key by sso_session");
    assert_holds(error.next, "export-credentials --profile sso");
    assert_holds(store_credentials_find(&arena, SLICE("none"), &credentials).message, "no profile none");
    error = store_credentials_find(&arena, SLICE("half"), &credentials);
    assert_true(failed(error));
    assert_int_equal(slice_find(error.message, SLICE("secretid")), error.message.len);
}

static void hostile_files_do_no_harm(void **state)
{
    (void)state;
    struct store_credentials credentials;
    char *large = arena_alloc(&arena, 2 << 20);
    memset(large, '[', 2 << 20);
    scratch_write("credentials", (struct slice){large, 2 << 20});
    assert_holds(store_credentials_find(&arena, SLICE(""), &credentials).message, "larger than 1 MiB");
    scratch_write("credentials", SLICE("[\n]\n[default\n=\n = \n[default]\n=x\naws_access_key_id\n\0\n"));
    assert_true(failed(store_credentials_find(&arena, SLICE(""), &credentials)));
}

static void a_secret_is_wiped_with_its_arena(void **state)
{
    (void)state;
    struct secret secret = secret_copy(&arena, SLICE("hunter2"));
    assert_string_equal(secret_reveal(secret), "hunter2");
    assert_false(secret_is_empty(secret));
    assert_true(secret_is_empty((struct secret){NULL}));
    assert_string_equal(secret_reveal((struct secret){NULL}), "");
    assert_true(secret_is_empty(secret_copy(&arena, SLICE(""))));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(destinations_are_read_as_barman_does),
        TEST(what_names_no_bucket_is_refused),
        TEST(the_bucket_stands_where_barmans_client_puts_it),
        cmocka_unit_test_setup_teardown(the_environment_comes_first_unless_a_profile_is_named, enter, leave),
        cmocka_unit_test_setup_teardown(what_gets_its_key_elsewhere_is_said, enter, leave),
        cmocka_unit_test_setup_teardown(hostile_files_do_no_harm, enter, leave),
        TEST(a_secret_is_wiped_with_its_arena),
    };
    if (ARENA_BEGIN(&arena))
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}

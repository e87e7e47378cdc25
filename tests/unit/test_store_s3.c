#include "lib/check.h"

#include <curl/curl.h>
#include <stdlib.h>

#include "store/escape.h"
#include "store/s3_fault.h"
#include "store/s3_xml.h"

static void a_page_is_read(void **state)
{
    (void)state;
    struct s3_page page;
    assert_true(s3_page_parse(
        &arena,
        SLICE(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>b</Name>"
            "<Contents><Key>pg/a%20b%2B+%C3%BC.txt</Key><LastModified>2026-11-25T01:22:43.000Z</LastModified>"
            "<Size>16777216</Size><Owner><ID>Key</ID></Owner></Contents>"
            "<Contents><Key>pg/%25</Key><Size>0</Size></Contents>"
            "<CommonPrefixes><Prefix>pg/x%2Fy/</Prefix></CommonPrefixes>"
            "<IsTruncated>true</IsTruncated><NextContinuationToken>a+b/=</NextContinuationToken>"
            "<EncodingType>url</EncodingType></ListBucketResult>"),
        &page));
    assert_int_equal(page.object_count, 2);
    assert_slice(page.objects[0].key, "pg/a b+ \xc3\xbc.txt");
    assert_int_equal(page.objects[0].size, 16777216);
    assert_slice(instant_format(&arena, page.objects[0].modified), "2026-11-25T01:22:43Z");
    assert_slice(page.objects[1].key, "pg/%");
    assert_true(page.objects[1].modified == INSTANT_NONE);
    assert_int_equal(page.folder_count, 1);
    assert_slice(page.folders[0], "pg/x/y/");
    assert_true(page.truncated);
    assert_slice(page.token, "a+b/=");
}

static void keys_are_decoded_only_where_they_are_encoded(void **state)
{
    (void)state;
    struct s3_page page;
    assert_true(s3_page_parse(
        &arena, SLICE("<ListBucketResult><Contents><Key>a%20b+c</Key></Contents></ListBucketResult>"),
        &page));
    assert_slice(page.objects[0].key, "a%20b+c");
    assert_false(page.truncated);
}

static void what_is_no_page_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "<html><body><h1>502 Bad Gateway</h1></body></html>",
        "<ListBucketResult><Contents><Key>a</Key>", /* cut off */
        "<ListBucketResult></ListBucketResult><more/>",
        "<Error><Code>AccessDenied</Code></Error>",
        "<ListBucketResult><Contents><Key>a</Key><Size>-1</Size></Contents></ListBucketResult>",
        "<ListBucketResult><Contents><Key>a</Key><Size>99999999999999999999</Size></Contents></"
        "ListBucketResult>",
        "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b "
        "\"&a;&a;&a;\">]><ListBucketResult><Name>&b;</Name></ListBucketResult>",
        "<a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a></a></a></a></a></a></a></a></a></a></a></a></"
        "a></a></a></a></a></"
        "a></a>",
        "\xff\xfe<ListBucketResult/>",
        "{\"not\": \"xml\"}"};
    struct s3_page page;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (s3_page_parse(&arena, slice_of(texts[i]), &page))
            fail_msg("\"%s\" is read as a listing", texts[i]);
    size_t size = 200000;
    char *long_key = arena_alloc(&arena, size);
    memset(long_key, 'k', size);
    memcpy(long_key, "<ListBucketResult><Name>", 24);
    memcpy(long_key + size - 26, "</Name></ListBucketResult>", 26);
    assert_false(s3_page_parse(&arena, (struct slice){long_key, size}, &page));
}

/* Every cut of a good page is refused, and none reads outside of it. */
static void a_page_that_is_cut_anywhere_is_refused(void **state)
{
    (void)state;
    static const char whole[] = "<ListBucketResult><Contents><Key>a</Key><Size>1</Size></Contents>"
                                "<CommonPrefixes><Prefix>b/</Prefix></CommonPrefixes></ListBucketResult>";
    struct s3_page page;
    for (size_t len = 0; len < sizeof whole - 1; len++) {
        char *part = malloc(len + 1);
        memcpy(part, whole, len);
        assert_false(s3_page_parse(&arena, (struct slice){part, len}, &page));
        free(part);
    }
    assert_true(s3_page_parse(&arena, slice_of(whole), &page));
}

static void bytes_travel_in_urls(void **state)
{
    (void)state;
    char all[256];
    for (int i = 0; i < 256; i++)
        all[i] = (char)i;
    struct slice any = {all, sizeof all}, encoded = percent_encode(&arena, any, false);
    for (size_t i = 0; i < encoded.len; i++)
        assert_non_null(
            strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~%", encoded.data[i]));
    assert_true(slice_equal(percent_decode(&arena, encoded), any));
    assert_slice(percent_encode(&arena, SLICE("a/b c"), true), "a/b%20c");
    assert_slice(percent_encode(&arena, SLICE("a/b+c"), false), "a%2Fb%2Bc");
    assert_slice(percent_decode(&arena, SLICE("%4")), "%4");
    assert_slice(percent_decode(&arena, SLICE("%zz%")), "%zz%");
    assert_slice(printable(&arena, SLICE("a\n\033[31mb\xff"), 100), "a??[31mb?");
    assert_slice(printable(&arena, SLICE("abcdef"), 3), "abc...");
}

static struct error error_of(struct s3_answer answer)
{
    static struct store_location location = {.kind = STORE_S3, .bucket = {"b", 1}, .prefix = {"pg/", 3}};
    static struct store_credentials credentials = {.origin = {"the environment", 15}};
    return s3_answer_error(&arena, &location, &credentials, &answer, SLICE("list pg/"));
}

static struct s3_answer fault_answer(long status, const char *code)
{
    return (struct s3_answer){
        .status = status,
        .has_fault = true,
        .fault = {.code = slice_of(code), .message = SLICE("words of the server\033[0m")},
        .server_time = INSTANT_NONE};
}

static void every_failure_says_what_to_do_next(void **state)
{
    (void)state;
    static const struct {
        long status;
        const char *code, *part;
    } cases[] = {{403, "InvalidAccessKeyId", "does not know the key"},
                 {403, "SignatureDoesNotMatch", "secret key does not fit"},
                 {400, "ExpiredToken", "has run out"},
                 {403, "AccessDenied", "may not do that"},
                 {404, "NoSuchBucket", "does not exist"},
                 {301, "PermanentRedirect", "another region"},
                 {503, "SlowDown", "fewer requests"},
                 {501, "NotImplemented", "ListObjectsV2"},
                 {418, "ImATeapot", "ImATeapot: words of the server?[0m"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct error error = error_of(fault_answer(cases[i].status, cases[i].code));
        assert_int_equal(error.kind, ERROR_SYSTEM);
        assert_holds(error.message, cases[i].part);
        assert_true(error.next.len > 0);
    }
    struct s3_answer html = {.status = 502, .server_time = INSTANT_NONE};
    assert_holds(error_of(html).message, "HTTP 502, and not in the words of an S3 store");
    struct s3_answer cut = {.status = 200, .server_time = INSTANT_NONE};
    assert_holds(error_of(cut).message, "is no listing of S3, or is cut off");
    struct s3_answer moved = {
        .status = 307, .redirect = SLICE("https://evil/\r\nx"), .server_time = INSTANT_NONE};
    assert_holds(error_of(moved).message, "a redirect to https://evil/??x");
    struct s3_answer skew = fault_answer(403, "RequestTimeTooSkewed");
    skew.server_time = 0;
    skew.local_time = 27LL * 60 * INSTANT_SECOND;
    assert_holds(error_of(skew).message, "the clock here is 27 min 0 s ahead");
    struct s3_answer away = {.curl = CURLE_PEER_FAILED_VERIFICATION,
                             .curl_message = SLICE("self-signed certificate")};
    assert_holds(error_of(away).message, "cannot reach s3://b/pg: self-signed certificate");
    assert_holds(error_of(away).next, "--ca-file");
}

static void what_may_pass_is_tried_again(void **state)
{
    (void)state;
    struct s3_answer answer = {.status = 503};
    assert_true(s3_answer_is_passing(&answer));
    answer.status = 429;
    assert_true(s3_answer_is_passing(&answer));
    answer.status = 403;
    assert_false(s3_answer_is_passing(&answer));
    answer.status = 200;
    assert_false(s3_answer_is_passing(&answer));
    answer.curl = CURLE_OPERATION_TIMEDOUT;
    assert_true(s3_answer_is_passing(&answer));
    answer.curl = CURLE_PEER_FAILED_VERIFICATION;
    assert_false(s3_answer_is_passing(&answer));
}

static void a_region_is_taken_from_an_error_only_and_can_be_no_host(void **state)
{
    (void)state;
    struct s3_answer answer = {.status = 301, .region = SLICE("eu-west-1")};
    assert_slice(s3_answer_region(&answer), "eu-west-1");
    answer.status = 200;
    assert_slice(s3_answer_region(&answer), "");
    answer = fault_answer(400, "AuthorizationHeaderMalformed");
    answer.fault.region = SLICE("us-west-2");
    assert_slice(s3_answer_region(&answer), "us-west-2");
    answer.fault.region = SLICE("x.evil.com/");
    assert_slice(s3_answer_region(&answer), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_page_is_read),
        TEST(keys_are_decoded_only_where_they_are_encoded),
        TEST(what_is_no_page_is_refused),
        TEST(a_page_that_is_cut_anywhere_is_refused),
        TEST(bytes_travel_in_urls),
        TEST(every_failure_says_what_to_do_next),
        TEST(what_may_pass_is_tried_again),
        TEST(a_region_is_taken_from_an_error_only_and_can_be_no_host),
    };
    if (ARENA_BEGIN(&arena))
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}

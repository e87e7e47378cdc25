#include "lib/yaml.h"

#include "yaml/documents.h"

static struct documents split(const char *text)
{
    struct documents documents;
    assert_fine(documents_split(&arena, slice_of(text), &documents));
    return documents;
}

/* The document is that text; body is where the text behind its marker begins. */
static void assert_document(const char *text, size_t index, const char *want, const char *body)
{
    struct documents documents = split(text);
    assert_true(index < documents.count);
    const struct document *document = &documents.items[index];
    assert_slice(slice_cut(slice_of(text), document->start, document->end), want);
    assert_slice(slice_cut(slice_of(text), document->body, document->end), body);
}

static void markers(void **state)
{
    (void)state;
    static const char *const begins[] = {"---", "--- ", "---\t", "---\r", "---\n", "--- a: 1", "---\r\n"};
    static const char *const ends[] = {"...", "... ", "...\n"};
    static const char *const none[] = {"",     "--",  "-- -", "---a", "----",  "..",   "...x",
                                       " ---", "-.-", "--.",  "a--",  "- - -", "...-", "..-"};
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++)
        assert_int_equal(document_marker(slice_of(begins[i])), '-');
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        assert_int_equal(document_marker(slice_of(ends[i])), '.');
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_int_equal(document_marker(slice_of(none[i])), 0);
    assert_int_equal(document_marker((struct slice){"---", 2}), 0);
}

static void one_document(void **state)
{
    (void)state;
    assert_int_equal(split("a: 1\n").count, 1);
    assert_document("a: 1\n", 0, "a: 1\n", "a: 1\n");
    assert_document("a: 1", 0, "a: 1", "a: 1");
    assert_document("---\na: 1\n", 0, "---\na: 1\n", "\na: 1\n");
    assert_document("--- {a: 1}\n", 0, "--- {a: 1}\n", " {a: 1}\n");
    assert_document("---\r\na: 1\r\n", 0, "---\r\na: 1\r\n", "\r\na: 1\r\n");
    assert_document("# x\n\na: 1\n", 0, "# x\n\na: 1\n", "# x\n\na: 1\n");
    assert_document("\xEF\xBB\xBF"
                    "a: 1\n",
                    0, "a: 1\n", "a: 1\n");
}

static void several_documents(void **state)
{
    (void)state;
    const char *text = "a: 1\n---\n# b\nb: 2\n--- \nc: 3\n...\nd: 4\n";
    assert_int_equal(split(text).count, 4);
    assert_document(text, 0, "a: 1\n", "a: 1\n");
    assert_document(text, 1, "---\n# b\nb: 2\n", "\n# b\nb: 2\n");
    assert_document(text, 2, "--- \nc: 3\n", " \nc: 3\n");
    assert_document(text, 3, "d: 4\n", "d: 4\n");
}

static void documents_without_content_are_none(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",      "\n",         "# a\n",        "---\n",         "---", "--- # a\n", "---\n---\n# a\n---\n",
        "...\n", " \t\r\n#\n", "---\n\r\n---", "\xEF\xBB\xBF\n"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_int_equal(split(texts[i]).count, 0);
    assert_int_equal(split("# a\n---\na: 1\n---\n# b\n").count, 1);
    assert_document("# a\n---\na: 1\n---\n# b\n", 0, "---\na: 1\n", "\na: 1\n");
    assert_int_equal(split("---\r\na: 1\r\n--- \r\n\r\n").count, 1);
}

/* A key without a value, or text alone, is content. */
static void any_text_is_content(void **state)
{
    (void)state;
    assert_int_equal(split("a\n---\n~\n---\n''\n--- x\n---\n -\n").count, 5);
}

static void directives_belong_to_the_document_below(void **state)
{
    (void)state;
    const char *text = "%YAML 1.1\n---\na: 1\n...\n# c\n%YAML 1.1\n# d\n---\nb: 2\n";
    assert_int_equal(split(text).count, 2);
    assert_document(text, 0, "%YAML 1.1\n---\na: 1\n", "\na: 1\n");
    assert_document(text, 1, "# c\n%YAML 1.1\n# d\n---\nb: 2\n", "\nb: 2\n");
    assert_int_equal(split("%YAML 1.1\n---\na: 1\n---\nb: 2\n---\nc: 3\n").count, 3);
    assert_document("%YAML 1.1\n---\na: 1\n---\nb: 2\n", 1, "---\nb: 2\n", "\nb: 2\n");
}

static void a_tag_directive_is_refused(void **state)
{
    (void)state;
    struct documents documents;
    assert_refused_at(documents_split(&arena, SLICE("%TAG ! tag:x,2000:\n---\na: 1\n"), &documents), "R016",
                      1, 1, "%TAG");
    assert_refused_at(documents_split(&arena,
                                      SLICE("\xEF\xBB\xBF"
                                            "%TAG ! x\n---\n"),
                                      &documents),
                      "R016", 1, 1, "%TAG");
    assert_refused_at(
        documents_split(&arena, SLICE("a: 1\n...\n# c\n%YAML 1.1\n%TAG !e! x\n--- {}\n"), &documents), "R016",
        5, 1, "%TAG");
}

/* Behind the marker a line that begins with % is text. */
static void a_percent_sign_in_a_document_is_no_directive(void **state)
{
    (void)state;
    assert_int_equal(split("---\n%TAG\n").count, 1);
    assert_int_equal(split("a: |\n  x\n%TAG y\n").count, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(markers),
        TEST(one_document),
        TEST(several_documents),
        TEST(documents_without_content_are_none),
        TEST(any_text_is_content),
        TEST(directives_belong_to_the_document_below),
        TEST(a_tag_directive_is_refused),
        TEST(a_percent_sign_in_a_document_is_no_directive),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "check/subject.h"
#include "check/rules.h"
#include <stdarg.h>
#include <stdio.h>

bool subject_recovers(const struct check_subject *subject)
{
    const struct cluster *c = subject->cluster;
    return c->recovery.value != NULL && c->initdb.value == NULL && c->basebackup.value == NULL;
}

void subject_place(const struct lines *lines, size_t offset, size_t *line, size_t *column)
{
    size_t index = line_at(lines, offset), ignored;
    text_position(slice_cut(lines->text, lines->items[index].start, lines->text.len),
                  offset - lines->items[index].start, &ignored, column);
    *line = index + 1;
}

static void add(struct check_subject *s, enum check_rule rule, enum severity severity, size_t offset,
                struct slice next, const char *format, va_list arguments)
{
    char sentence[1024];
    enum severity set = s->scope->severities[rule];
    if (set == SEVERITY_OFF)
        return;
    int len = vsnprintf(sentence, sizeof sentence, format, arguments);
    size_t kept = len < 0 ? 0 : (size_t)len < sizeof sentence ? (size_t)len : sizeof sentence - 1;
    struct finding finding = {.rule = rule,
                              .severity = set == SEVERITY_DEFAULT ? severity : set,
                              .message = arena_copy(s->arena, (struct slice){sentence, kept}),
                              .next = next,
                              .cluster = s->cluster->name,
                              .namespace = s->cluster->namespace};
    subject_place(&s->manifest->lines, offset, &finding.line, &finding.column);
    findings_add(s->arena, s->findings, &finding);
}

void find_at(struct check_subject *subject, enum check_rule rule, size_t offset, struct slice next,
             const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    add(subject, rule, rule_table[rule].severity, offset, next, format, arguments);
    va_end(arguments);
}

void find_as(struct check_subject *subject, enum check_rule rule, enum severity severity, size_t offset,
             struct slice next, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    add(subject, rule, severity, offset, next, format, arguments);
    va_end(arguments);
}

size_t subject_line_start(const struct check_subject *subject, size_t line)
{
    const struct lines *lines = &subject->manifest->lines;
    return lines->items[line].start + view_of(line_text(lines, line)).indent;
}

size_t subject_field_start(const struct check_subject *subject, struct field field)
{
    const struct node *node = field.key != NULL     ? field.key
                              : field.value != NULL ? field.value
                                                    : subject->cluster->tree->root;
    return node->outer;
}

bool is_filled_in_later(struct slice text)
{
    return slice_find_char(text, '$', 0) < text.len || slice_find(text, SLICE("{{")) < text.len;
}

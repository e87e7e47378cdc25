#include "git/identity.h"
#include <stdlib.h>

/* Where the parts of one role come from. */
struct role {
    const char *title;
    const char *name_variable, *email_variable, *date_variable;
    const char *name_key, *email_key;
};

static const struct role AUTHOR = {"Author",          "GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL",
                                   "GIT_AUTHOR_DATE", "author.name",     "author.email"};
static const struct role COMMITTER = {"Committer",          "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL",
                                      "GIT_COMMITTER_DATE", "committer.name",     "committer.email"};

/* What git takes off both ends of a name and an address (ident.c, crud). */
static bool is_crud(char c)
{
    return (unsigned char)c <= 32 || strchr(".,:;<>\"\\'", c) != NULL;
}

static struct slice clean(struct arena *arena, struct slice text)
{
    while (text.len > 0 && is_crud(text.data[0]))
        text = slice_cut(text, 1, text.len);
    while (text.len > 0 && is_crud(text.data[text.len - 1]))
        text.len--;
    char *copy = arena_alloc(arena, text.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++)
        if (text.data[i] != '\n' && text.data[i] != '<' && text.data[i] != '>')
            copy[len++] = text.data[i];
    return (struct slice){copy, len};
}

static struct error unknown(struct arena *arena, const struct role *role, const char *what)
{
    return error_next(error_make(arena, ERROR_SYSTEM,
                                 "%s identity unknown: no %s is set. *** Please tell me who you are",
                                 role->title, what),
                      SLICE("git config --global user.name \"Your Name\"; git config --global user.email "
                            "\"you@example.com\""));
}

/* One part of an identity: from the variable, from the role's own key, from the user's. */
static struct slice find(const struct user_config *config, const char *variable, const char *key,
                         const char *common)
{
    const char *value = getenv(variable);
    if (value != NULL) /* set but empty is a mistake, for git as well, and not "as configured" */
        return slice_of(value);
    struct slice text = user_config_text(config, key);
    return text.len != 0 ? text : user_config_text(config, common);
}

static struct error find_date(struct arena *arena, const struct role *role, struct date *date)
{
    *date = date_now();
    const char *value = getenv(role->date_variable);
    if (value == NULL || value[0] == '\0' || date_parse(slice_of(value), date))
        return NO_ERROR;
    return error_next(
        error_make(arena, ERROR_SYSTEM, "invalid date format in %s: %s", role->date_variable, value),
        SLICE("write it as 2005-04-07T22:13:13+02:00"));
}

static struct error find_identity(struct arena *arena, const struct user_config *config,
                                  const struct role *role, struct identity *out)
{
    bool only_config = false;
    struct error error = user_config_flag(arena, config, "user.useconfigonly", &only_config);
    if (failed(error))
        return error;
    struct slice name = find(config, role->name_variable, role->name_key, "user.name");
    struct slice email = find(config, role->email_variable, role->email_key, "user.email");
    if (email.len == 0 && !only_config)
        email = slice_of(getenv("EMAIL"));
    out->name = clean(arena, name);
    out->email = clean(arena, email);
    if (out->name.len == 0)
        return unknown(arena, role, "name");
    if (out->email.len == 0)
        return unknown(arena, role, "address");
    return find_date(arena, role, &out->date);
}

struct error identity_author(struct arena *arena, const struct user_config *config, struct identity *author)
{
    return find_identity(arena, config, &AUTHOR, author);
}

struct error identity_author_date(struct arena *arena, struct date *date)
{
    return find_date(arena, &AUTHOR, date);
}

struct error identity_committer(struct arena *arena, const struct user_config *config,
                                struct identity *committer)
{
    return find_identity(arena, config, &COMMITTER, committer);
}

struct error identity_parse(struct arena *arena, struct slice text, struct identity *author)
{
    size_t open = slice_find_char(text, '<', 0);
    size_t close = slice_find_char(text, '>', open);
    author->name = clean(arena, slice_cut(text, 0, open));
    author->email = clean(arena, slice_cut(text, open, close));
    if (close + 1 != text.len || author->name.len == 0 || author->email.len == 0)
        return error_next(
            error_make(arena, ERROR_USAGE, "--author '%.*s' is not 'Name <email>'", SLICE_ARG(text)),
            SLICE("write it as 'Your Name <you@example.com>'"));
    return NO_ERROR;
}

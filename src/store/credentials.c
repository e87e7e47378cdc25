#include "store/credentials.h"
#include "store/escape.h"
#include <stdlib.h>

static struct slice environment(const char *name)
{
    return slice_of(getenv(name));
}

/* A file of AWS's tools: sections in brackets, `key = value`, comments on lines of their own, and values of
 * one level more on indented lines below a key without one (`s3 =`). */
struct ini {
    struct slice text;
};

static bool is_comment(struct slice line)
{
    line = slice_trim(line);
    return line.len == 0 || line.data[0] == '#' || line.data[0] == ';';
}

/* "[profile x]" or "[x]": the words between the brackets; empty for any other line. */
static struct slice section_name(struct slice line)
{
    if (line.len < 2 || line.data[0] != '[')
        return SLICE("");
    return slice_trim(slice_cut(line, 1, slice_find_char(line, ']', 0)));
}

static bool is_section(struct slice name, struct slice profile)
{
    if (slice_equal(name, profile))
        return true;
    if (!slice_starts_with(name, SLICE("profile ")))
        return false;
    name = slice_trim(slice_cut(name, 8, name.len));
    if (name.len >= 2 && name.data[0] == '"' && name.data[name.len - 1] == '"')
        name = slice_cut(name, 1, name.len - 1);
    return slice_equal(name, profile);
}

/* The value of a key in the section of a profile, or empty. "s3.addressing_style" is one of an indented line.
 * *exists is set where the section is there. */
static struct slice ini_get(struct ini ini, struct slice profile, struct slice wanted, bool *exists)
{
    struct slice parent = SLICE(""), value = SLICE("");
    bool inside = false;
    for (size_t at = 0; at < ini.text.len;) {
        size_t end = slice_find_char(ini.text, '\n', at);
        struct slice line = slice_cut(ini.text, at, end);
        at = end + 1;
        if (slice_ends_with(line, SLICE("\r")))
            line.len--;
        if (is_comment(line))
            continue;
        struct slice section = section_name(line);
        if (section.len > 0) {
            inside = is_section(section, profile);
            *exists |= inside;
            continue;
        }
        size_t equals = slice_find_char(line, '=', 0);
        if (!inside || equals == line.len)
            continue;
        bool nested = line.data[0] == ' ' || line.data[0] == '\t';
        struct slice key = slice_trim(slice_cut(line, 0, equals));
        size_t dot = slice_find_char(wanted, '.', 0);
        if (!nested)
            parent = key;
        bool matches = nested ? dot < wanted.len && slice_equal(parent, slice_cut(wanted, 0, dot)) &&
                                    slice_equal(key, slice_cut(wanted, dot + 1, wanted.len))
                              : slice_equal(key, wanted);
        if (matches)
            value = slice_trim(slice_cut(line, equals + 1, line.len));
    }
    return value;
}

static struct error read_ini(struct arena *arena, const char *variable, const char *name, struct ini *ini)
{
    struct slice path = environment(variable), home = environment("HOME");
    struct secret content;
    bool found;
    if (path.len == 0)
        path = arena_format(arena, "%.*s/.aws/%s", SLICE_ARG(home), name);
    struct error error = secret_read_file(arena, path, &content, &found);
    ini->text = slice_of(secret_reveal(content));
    return error;
}

static struct error read_settings(struct arena *arena, struct ini *config, struct ini *shared)
{
    struct error error = read_ini(arena, "AWS_CONFIG_FILE", "config", config);
    return failed(error) ? error : read_ini(arena, "AWS_SHARED_CREDENTIALS_FILE", "credentials", shared);
}

static enum store_address style_of(struct slice text)
{
    if (slice_equal(text, SLICE("path")))
        return ADDRESS_PATH;
    return slice_equal(text, SLICE("virtual")) ? ADDRESS_VIRTUAL : ADDRESS_AUTO;
}

static void fill_settings(struct arena *arena, struct ini config, struct slice profile,
                          struct store_credentials *credentials)
{
    bool exists = false;
    struct slice region = environment("AWS_REGION"), ca = environment("AWS_CA_BUNDLE");
    if (region.len == 0)
        region = environment("AWS_DEFAULT_REGION");
    if (region.len == 0)
        region = ini_get(config, profile, SLICE("region"), &exists);
    if (ca.len == 0)
        ca = ini_get(config, profile, SLICE("ca_bundle"), &exists);
    credentials->region = arena_copy(arena, region);
    credentials->ca_file = arena_copy(arena, ca);
    credentials->style = style_of(ini_get(config, profile, SLICE("s3.addressing_style"), &exists));
}

/* Why a profile that is there has no key: it gets one from elsewhere. */
static struct slice helper_of(struct ini config, struct ini shared, struct slice profile)
{
    static const char *const keys[] = {"credential_process", "sso_session",   "sso_start_url",
                                       "role_arn",           "login_session", "web_identity_token_file"};
    bool exists = false;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (ini_get(config, profile, slice_of(keys[i]), &exists).len > 0 ||
            ini_get(shared, profile, slice_of(keys[i]), &exists).len > 0)
            return slice_of(keys[i]);
    return SLICE("");
}

static struct error no_credentials(struct arena *arena, struct ini config, struct ini shared,
                                   struct slice profile, bool exists, bool named)
{
    struct slice helper = helper_of(config, shared, profile), shown = printable(arena, profile, 80);
    if (helper.len > 0)
        return error_next(
            error_make(arena, ERROR_SYSTEM, "profile %.*s gets its key by %.*s, which cnpg-dr does not run",
                       SLICE_ARG(shown), SLICE_ARG(helper)),
            arena_format(arena,
                         "run `eval \"$(aws configure export-credentials --profile %.*s --format env)\"` "
                         "and try again",
                         SLICE_ARG(shown)));
    if (named && !exists)
        return error_next(
            error_make(arena, ERROR_SYSTEM, "there is no profile %.*s in AWS's files", SLICE_ARG(shown)),
            SLICE("see ~/.aws/credentials and ~/.aws/config, or set AWS_ACCESS_KEY_ID and "
                  "AWS_SECRET_ACCESS_KEY"));
    return error_next(
        error_make(arena, ERROR_SYSTEM, "there is no key for the store"),
        SLICE("set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a profile with --profile"));
}

struct error store_credentials_find(struct arena *arena, struct slice profile,
                                    struct store_credentials *credentials)
{
    struct ini config, shared;
    bool named = profile.len > 0, exists = false;
    *credentials = (struct store_credentials){.region = SLICE("")};
    secrets_protect();
    struct error error = read_settings(arena, &config, &shared);
    if (failed(error))
        return error;
    struct slice id = environment("AWS_ACCESS_KEY_ID"), key = environment("AWS_SECRET_ACCESS_KEY");
    struct slice token = environment("AWS_SESSION_TOKEN");
    bool from_environment = !named && id.len > 0 && key.len > 0;
    if (!named)
        profile = environment("AWS_PROFILE");
    named |= profile.len > 0;
    if (profile.len == 0)
        profile = SLICE("default");
    fill_settings(arena, config, profile, credentials);
    if (!from_environment) {
        /* As in AWS's tools, the three are taken from one file: a key of the one with the token of the other
         * is none. */
        struct ini from = shared;
        if (ini_get(shared, profile, SLICE("aws_access_key_id"), &exists).len == 0)
            from = config;
        id = ini_get(from, profile, SLICE("aws_access_key_id"), &exists);
        key = ini_get(from, profile, SLICE("aws_secret_access_key"), &exists);
        token = ini_get(from, profile, SLICE("aws_session_token"), &exists);
    }
    if (id.len == 0 || key.len == 0)
        return no_credentials(arena, config, shared, profile, exists, named);
    struct slice shown = printable(arena, profile, 80);
    credentials->key_id = secret_copy(arena, id);
    credentials->key = secret_copy(arena, key);
    credentials->token = secret_copy(arena, token);
    credentials->origin =
        from_environment ? SLICE("the environment") : arena_format(arena, "profile %.*s", SLICE_ARG(shown));
    return NO_ERROR;
}

struct error store_credentials_hold(struct arena *arena, const struct store_key *key,
                                    struct store_credentials *credentials)
{
    struct ini config, shared;
    struct slice profile = environment("AWS_PROFILE");
    *credentials = (struct store_credentials){.region = SLICE("")};
    secrets_protect();
    struct error error = read_settings(arena, &config, &shared);
    if (failed(error))
        return error;
    fill_settings(arena, config, profile.len > 0 ? profile : SLICE("default"), credentials);
    if (key->key_id.len == 0 || key->key.len == 0)
        return error_next(error_make(arena, ERROR_SYSTEM, "%.*s does not hold a whole key",
                                     SLICE_ARG(printable(arena, key->origin, 200))),
                          SLICE("an access key and its secret key are both needed"));
    credentials->key_id = secret_copy(arena, key->key_id);
    credentials->key = secret_copy(arena, key->key);
    credentials->token = secret_copy(arena, key->token);
    credentials->origin = arena_copy(arena, key->origin);
    if (key->region.len > 0)
        credentials->region = arena_copy(arena, key->region);
    if (key->ca.len > 0)
        credentials->ca = secret_copy(arena, key->ca);
    return NO_ERROR;
}

#include "cnpg/target.h"
#include "cnpg/target_time.h"
#include "text/quote.h"
#include "yaml/encoding.h"

enum { NAME_LIMIT = 64, LSN_DIGITS = 8 }; /* MAXFNAMELEN of PostgreSQL; the hexadecimal digits of 32 bits */

bool recovery_target_asked(const struct recovery_target *target)
{
    return target->time.len > 0 || target->lsn.len > 0 || target->xid.len > 0 || target->name.len > 0 ||
           target->tli.len > 0 || target->backup_id.len > 0 || target->immediate || target->exclusive;
}

/* A refusal with the reason that the webhook gives. */
static struct error webhook_rejects(struct arena *arena, const char *field, struct slice value,
                                    const char *reason)
{
    return refuse(arena, REFUSE_TARGET, "%s %.*s would be rejected by CloudNativePG: \"%s\"", field,
                  SLICE_ARG(quote_bytes(arena, value)), reason);
}

/* A refusal with a reason of our own: the webhook would let it pass. */
static struct error misread(struct arena *arena, const char *field, struct slice value, const char *reason)
{
    return refuse(arena, REFUSE_TARGET, "%s %.*s %s", field, SLICE_ARG(quote_bytes(arena, value)), reason);
}

static struct error check_exclusiveness(struct arena *arena, const struct recovery_target *target)
{
    const struct {
        bool set;
        const char *field;
    } stops[] = {{target->time.len > 0, "targetTime"},
                 {target->lsn.len > 0, "targetLSN"},
                 {target->xid.len > 0, "targetXID"},
                 {target->name.len > 0, "targetName"},
                 {target->immediate, "targetImmediate"}};
    const char *first = NULL;
    for (size_t i = 0; i < sizeof stops / sizeof *stops; i++) {
        if (!stops[i].set)
            continue;
        if (first != NULL)
            return error_next(refuse(arena, REFUSE_TARGET,
                                     "%s and %s together would be rejected by CloudNativePG: "
                                     "\"Recovery target options are mutually exclusive\"",
                                     first, stops[i].field),
                              SLICE("give one of the two"));
        first = stops[i].field;
    }
    return NO_ERROR;
}

static struct error check_backup_id(struct arena *arena, const struct recovery_target *target)
{
    const char *field = target->name.len > 0  ? "targetName"
                        : target->xid.len > 0 ? "targetXID"
                        : target->immediate   ? "targetImmediate"
                                              : NULL;
    if (field == NULL || target->backup_id.len > 0)
        return NO_ERROR;
    return error_next(
        refuse(arena, REFUSE_TARGET,
               "%s without a backup id would be rejected by CloudNativePG: \"BackupID is missing\"", field),
        SLICE("name the base backup to start from with --backup-id; cnpg-dr backups lists them"));
}

static struct error check_time(struct arena *arena, struct recovery_target *target, bool *assumed_utc)
{
    struct target_time time;
    struct slice text = target->time;
    enum target_time_fault fault = target_time_read(text, &time);
    if (fault == TARGET_TIME_FORM)
        return error_next(webhook_rejects(arena, "targetTime", text, "The format of TargetTime is invalid"),
                          SLICE("write it as \"YYYY-MM-DD HH:MM:SS+00:00\" or YYYY-MM-DDTHH:MM:SSZ"));
    if (fault == TARGET_TIME_CALENDAR)
        return misread(arena, "targetTime", text,
                       "is no time of the calendar, or its offset is more than PostgreSQL takes");
    if (time.has_offset)
        return NO_ERROR;
    *assumed_utc = true;
    struct slice clock = time.clock.len > 0 ? time.clock : SLICE("00:00:00");
    target->time = arena_format(arena, "%.*s %.*s+00:00", SLICE_ARG(time.date), SLICE_ARG(clock));
    return NO_ERROR;
}

static bool is_hexadecimal(struct slice s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.data[i] == '\0' || strchr("0123456789abcdefABCDEF", s.data[i]) == NULL)
            return false;
    return s.len > 0;
}

static struct error check_lsn(struct arena *arena, struct slice lsn)
{
    size_t slash = slice_find_char(lsn, '/', 0);
    struct slice high = slice_cut(lsn, 0, slash), low = slice_cut(lsn, slash + 1, lsn.len);
    if (!is_hexadecimal(high) || !is_hexadecimal(low))
        return error_next(webhook_rejects(arena, "targetLSN", lsn, "Invalid TargetLSN"),
                          SLICE("write it as PostgreSQL prints it, two hexadecimal numbers: 0/3000060"));
    if (high.len > LSN_DIGITS || low.len > LSN_DIGITS)
        return misread(arena, "targetLSN", lsn,
                       "has more than eight digits on one side: PostgreSQL takes no more");
    return NO_ERROR;
}

/* True where decimal digits are a number of 32 bits. */
static bool fits_32_bits(struct slice digits)
{
    static const struct slice largest = {"4294967295", 10};
    return digits.len < largest.len || (digits.len == largest.len && slice_compare(digits, largest) <= 0);
}

/* PostgreSQL reads numbers with strtoul and base 0, by which 010 is 8 and 0x10 is 16. */
static struct error check_zeros(struct arena *arena, const char *field, struct slice number)
{
    if (number.len > 1 && number.data[0] == '0')
        return misread(arena, field, number,
                       "begins with a zero: PostgreSQL would read it as octal or hexadecimal");
    return NO_ERROR;
}

static struct error check_xid(struct arena *arena, struct slice xid)
{
    struct error error = check_zeros(arena, "targetXID", xid);
    if (failed(error) || (slice_is_digits(xid) && fits_32_bits(xid)))
        return error;
    return webhook_rejects(arena, "targetXID", xid,
                           "recovery target xid must be a non-negative 32-bit integer");
}

static struct error check_tli(struct arena *arena, struct slice tli)
{
    if (slice_equal(tli, SLICE("latest")))
        return NO_ERROR;
    if (!slice_is_digits(tli) || slice_equal(tli, SLICE("0")))
        return webhook_rejects(arena, "targetTLI", tli,
                               "recovery target timeline can be set to 'latest' or a positive integer");
    if (!fits_32_bits(tli))
        return misread(arena, "targetTLI", tli,
                       "is larger than any timeline: PostgreSQL counts them in 32 bits");
    return check_zeros(arena, "targetTLI", tli);
}

static bool holds_control(struct slice s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.data[i] < 0x20 || s.data[i] == 0x7F)
            return true;
    return false;
}

static struct error check_text(struct arena *arena, const char *field, struct slice text)
{
    if (failed(encoding_check(arena, text)))
        return misread(arena, field, text, "is not UTF-8, or holds a line break of YAML");
    return NO_ERROR;
}

static struct error check_name(struct arena *arena, struct slice name)
{
    if (name.len >= NAME_LIMIT)
        return webhook_rejects(arena, "targetName", name,
                               "recovery target name must be shorter than 64 bytes");
    if (holds_control(name))
        return webhook_rejects(arena, "targetName", name,
                               "recovery target name must not contain ASCII control characters");
    return check_text(arena, "targetName", name);
}

/* The webhook takes any id. Barman makes them of digits and a T; what could not stand in a line of YAML is
 * none. */
static struct error check_id(struct arena *arena, struct slice id)
{
    if (holds_control(id))
        return misread(arena, "backupID", id, "holds a control character");
    return check_text(arena, "backupID", id);
}

struct error recovery_target_check(struct arena *arena, struct recovery_target *target, bool *assumed_utc)
{
    *assumed_utc = false;
    struct error error = check_exclusiveness(arena, target);
    if (!failed(error) && target->time.len > 0)
        error = check_time(arena, target, assumed_utc);
    if (!failed(error) && target->lsn.len > 0)
        error = check_lsn(arena, target->lsn);
    if (!failed(error) && target->xid.len > 0)
        error = check_xid(arena, target->xid);
    if (!failed(error) && target->name.len > 0)
        error = check_name(arena, target->name);
    if (!failed(error) && target->tli.len > 0)
        error = check_tli(arena, target->tli);
    if (!failed(error) && target->backup_id.len > 0)
        error = check_id(arena, target->backup_id);
    return failed(error) ? error : check_backup_id(arena, target);
}

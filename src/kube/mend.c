/* What known causes in a recovery pod's log mean: kube/recovery_log.h. */
#include "kube/recovery_log.h"

/* In this order: what says more stands first. Texts of CNPG 1.30, Barman 3, PostgreSQL and boto3. */
static const struct mend mends[] = {
    {"Expected empty archive", "the generation that it writes holds WAL already",
     "take the next one with `cnpg-dr recover --retry FILE`, and apply that", false},
    {"no target backup found", "where it reads there is no base backup that it could start from",
     "see what there is with `cnpg-dr backups FILE`, choose another generation (--from) or target, and apply "
     "that",
     false},
    {"no backup found with ID", "the base backup that backupID names is not there",
     "see which there are with `cnpg-dr backups FILE`, name one with --backup-id, and apply that", false},
    {"recovery ended before configured recovery target was reached", "the archive ends before the target",
     "choose a target that `cnpg-dr backups FILE` shows as inside the window, or none, and apply that",
     false},
    {"encountered an error while checking the presence of first needed WAL",
     "the WAL file at which the base backup begins cannot be had from the archive",
     "see the gaps with `cnpg-dr backups FILE`, choose another base backup with --backup-id, and apply that",
     false},
    {"WAL ends before end of online backup", "the archive ends before the base backup does",
     "choose an earlier base backup with --backup-id, and apply that", false},
    {"database files are incompatible with server",
     "the image has another PostgreSQL version than the backup",
     "set imageName to the version of the backup (`cnpg-dr backups FILE` shows it), and apply that", false},
    {"No space left on device", "the volume is full, as each try leaves a copy of the data in it",
     "make the storage in the manifest larger, and apply that", false},
    {"missing barman object store configuration", "the external cluster has no object store",
     "give it one, as `cnpg-dr recover` does, and apply that", false},
    {"NoSuchBucket", "the bucket does not exist", "correct destinationPath in the manifest, and apply that",
     false},
    {"missing key ", "a Secret has not the key that the manifest names",
     "add the key to the Secret: the next try takes it", true},
    {"while getting secret", "a Secret that the manifest names cannot be read",
     "make that Secret in this namespace: the next try takes it", true},
    {"InvalidAccessKeyId", "the store does not know the access key",
     "correct the Secret with the keys: the next try takes it", true},
    {"SignatureDoesNotMatch", "the secret key is wrong",
     "correct the Secret with the keys: the next try takes it", true},
    {"(403)", "the store refuses the credentials",
     "correct the Secret with the keys, or their rights: the next try takes it", true},
    {"AccessDenied", "the store refuses the credentials",
     "correct the Secret with the keys, or their rights: the next try takes it", true},
    {"Can't connect to cloud provider", "the store cannot be reached from the pod",
     "see to its network, DNS, endpointURL and certificate: the next try takes it", true},
    {"Could not connect to the endpoint URL", "the store cannot be reached from the pod",
     "see to its network, DNS, endpointURL and certificate: the next try takes it", true},
};

const struct mend *mend_find(const struct recovery_log *log)
{
    for (size_t m = 0; m < sizeof mends / sizeof mends[0]; m++)
        for (size_t i = 0; i < log->error_count; i++)
            if (slice_find(log->errors[i], slice_of(mends[m].sign)) < log->errors[i].len)
                return &mends[m];
    return NULL;
}

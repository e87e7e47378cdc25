#include "cli/troubleshooting.h"

const struct trouble trouble_table[] = {
    {"Expected empty archive",
     {"Expected empty archive", "WAL archive check failed for server"},
     "The generation that the new Cluster writes already holds WAL: it is the one that is read, or an "
     "earlier attempt left something in it. Only wals/ counts, not base/.",
     "`cnpg-dr status FILE` shows what it reads and writes. `cnpg-dr recover --retry FILE` keeps the source "
     "and moves the write generation on; create the Cluster again from that. Do not empty a generation that "
     "holds backups, and do not set cnpg.io/skipEmptyWalArchiveCheck: it mixes the WAL of two databases."},
    {"no target backup found",
     {"no target backup found"},
     "The generation that is read holds no finished base backup that serves: the serverName or the store is "
     "another one, no backup was ever made there, the target lies before the end of the first one, or "
     "--target-tli names another timeline than the backup's own.",
     "Compare the generation under READS in `cnpg-dr status FILE` with the folders of the object store; "
     "name the one that has backups with --from, or ask for a later target or none (--no-target)."},
    {"no backup found with ID",
     {"no backup found with ID"},
     "recoveryTarget.backupID names a base backup that the generation that is read does not hold, or that "
     "never finished. An id left over from an earlier recovery does this too.",
     "Look at base/ in that generation and name another with --backup-id, or let CloudNativePG choose: "
     "`cnpg-dr recover --no-target FILE`."},
    {"Only one bootstrap method can be specified at a time",
     {"Only one bootstrap method can be specified at a time", "Too many bootstrap types specified",
      "spec.bootstrap: Forbidden"},
     "Either the manifest has two active methods, or, after a recovery, GitOps applies initdb from git onto "
     "the live Cluster that holds recovery: the two are merged, and every later sync is refused.",
     "In the manifest: leave one method active. On the live Cluster, once it is healthy and the revert is "
     "merged: replace /spec/bootstrap by what git says and remove /spec/externalClusters with one `kubectl "
     "patch --type=json`. CloudNativePG does not look at bootstrap again on a Cluster that is up."},
    {"the recovery pod stays in Pending",
     {"recovery pod in Pending", "FailedScheduling", "unbound immediate PersistentVolumeClaims",
      "full-recovery Pending"},
     "The pod finds no node or its volume is not provisioned: the StorageClass is missing, the old volume "
     "still takes the space or the quota, or no node fits the affinity and resources. The recovery has not "
     "begun.",
     "`kubectl describe pod` of the pod with the label cnpg.io/jobRole=full-recovery says which; look at "
     "its PVC and StorageClass, free the space or correct the manifest. It goes on by itself."},
    {"Argo CD recreates the Cluster",
     {"Argo CD recreates the Cluster", "ArgoCD recreates the Cluster", "Flux recreates the Cluster",
      "GitOps recreates the Cluster", "selfHeal puts the old Cluster back"},
     "A controller that keeps applying puts the initdb Cluster of git back within one or two seconds of the "
     "delete, and the database comes up empty. Deleting, sleeping and creating loses that race every time.",
     "Pause the controller before anything is deleted, and see that it stays paused: for Argo CD the "
     "annotation argocd.argoproj.io/skip-reconcile on the Application (an ApplicationSet takes it away "
     "again), for Flux `flux suspend`. Then delete, wait until pods and PVCs are gone, and create."},
    {"AlreadyExists when the Cluster is created",
     {"AlreadyExists", "clusters.postgresql.cnpg.io already exists", "already exists"},
     "The old Cluster has not gone yet, or GitOps has put it back. What stands there now may be a new, "
     "empty database.",
     "Pause GitOps, delete the Cluster, wait until its pods and PVCs are gone, and create again. Never "
     "apply recovery over a Cluster that stands: that is accepted, and nothing is restored."},
    {"recovery ended before configured recovery target was reached",
     {"recovery ended before configured recovery target was reached"},
     "PostgreSQL replayed the whole archive without meeting the target: it lies after the last commit that "
     "was archived, or a WAL segment on the way is missing.",
     "Ask for an earlier target, or for none: `cnpg-dr recover --no-target FILE` replays all there is. Look "
     "for a gap in the WAL of the generation that is read."},
    {"missing barman object store configuration for source",
     {"missing barman object store configuration for source"},
     "The external cluster that bootstrap.recovery.source names has connection parameters but no object "
     "store, so there is nothing to restore from. The webhook lets it pass.",
     "Give that entry the Cluster's own store, or let `cnpg-dr recover --fresh-block` write a new one."},
    {"recovery source not specified",
     {"recovery source not specified"},
     "bootstrap.recovery has neither source nor backup nor volumeSnapshots. The webhook lets it pass, the "
     "restore fails.",
     "Name an entry of spec.externalClusters that has an object store as bootstrap.recovery.source."},
    {"ContinuousArchiving is False",
     {"ContinuousArchiving=False", "ContinuousArchivingFailing",
      "unexpected failure invoking barman-cloud-wal-archive: exit status 1"},
     "The database runs but its WAL does not reach the store: the generation already held WAL when the "
     "Cluster was made (often an initdb onto an old name), or the credentials or the store fail. Such a "
     "Cluster cannot be recovered.",
     "Read the log of the primary. Where it says Expected empty archive, the Cluster writes to a used "
     "generation. `archive command failed` in the log of a recovery job alone is normal: only the instance "
     "archives."},
    {"healthy, but the database is empty",
     {"healthy but empty database", "database is empty", "empty database app", "my tables are gone"},
     "The Cluster was made by initdb and not by recovery (GitOps was faster, or the manifest was never "
     "flipped), or recovery named no database and owner, so that an empty database app was made beside the "
     "real one.",
     "The first event of the Cluster says which: `Primary instance (initdb)` or `(from backup)`; a "
     "recovered one has the old status.systemID. Suspend the ScheduledBackup at once, as backups of an "
     "empty database lie over the good ones, and recover again with --from naming the last generation that "
     "held the data."},
    {"rows are missing after a recovery",
     {"Can't connect to cloud provider", "recovery is incomplete", "rows are missing",
      "data is missing after recovery"},
     "PostgreSQL takes each failure to fetch a WAL segment for the end of the archive: a store that was "
     "away for half a minute, or one lost segment, ends the recovery early. The Cluster is healthy all the "
     "same.",
     "The last line of the first .history file in the new generation says on which timeline and where the "
     "recovery ended; compare it with the last segment of the generation that was read. Nothing was lost "
     "there: recover once more with `cnpg-dr recover --retry FILE`."},
    {"Cluster is unrecoverable and needs manual intervention",
     {"Cluster is unrecoverable and needs manual intervention",
      "Instance creation failed for the following jobs", "BackoffLimitExceeded"},
     "The recovery job failed seven times in eleven minutes. Or the Cluster was created while pods and PVCs "
     "of the old one were still there, took them for its own and lost them.",
     "The cause stands in the log of the pods with the label cnpg.io/jobRole=full-recovery, in the lines "
     "with ERROR or FATAL. Mend it, then delete the Job, or delete the Cluster, wait until its PVCs are "
     "gone, and create again. Each try leaves a copy of the data in the volume."},
    {"the recovery stays in Setting up primary",
     {"Setting up primary", "Creating primary instance", "restore error", "recovery hangs"},
     "That phase is shown for every failure until the job gives up after eleven minutes. Neither the "
     "Cluster nor its events say more.",
     "Read the log now: `kubectl logs -l cnpg.io/cluster=NAME,cnpg.io/jobRole=full-recovery "
     "--all-containers`. The first pod that failed, 3 to 26 seconds after the start, has the cause; look "
     "that message up here."},
    {"the old data came back: a leftover PVC was adopted",
     {"leftover PVC", "PVC adopted", "orphaned PVC", "old data came back"},
     "A PVC of the old Cluster was still there. CloudNativePG adopts it, marks the new Cluster as "
     "initialised, and runs no recovery at all.",
     "Delete the Cluster, then each PVC with the label cnpg.io/cluster=NAME or called NAME-1, NAME-1-wal "
     "and so on; create only once none is left."},
    {"strict decoding error: unknown field",
     {"strict decoding error", "unknown field"},
     "A field is misspelt or stands at the wrong depth; often a block that was uncommented by hand with one "
     "blank too many or too few.",
     "Correct the field at the path that the message names. `cnpg-dr status FILE` reads the manifest as it "
     "is."},
    {"a serverName that is a number",
     {"cannot unmarshal number", "must be of type string", "cannot unmarshal bool"},
     "YAML reads serverName: 007, 1e3 or on as a number or a boolean, and the parameters of a plugin must "
     "be strings.",
     "Write the value in quotes."},
    {"a Secret is missing",
     {"while getting secret", "missing key", "inside secret"},
     "The Secret with the store's credentials is not in the namespace, or lacks the key that the manifest "
     "names. The generated Secret NAME-app went with the old Cluster.",
     "Create the Secret, or correct its name in the external cluster; the next try of the job takes it."},
    {"the object store refuses access",
     {"HeadBucket operation: Forbidden", "Can't extract backup id", "AccessDenied", "InvalidAccessKeyId"},
     "The credentials may not read the generation that is recovered from, or not write the new one; both "
     "are needed.",
     "Check the Secret that the entry in externalClusters names, and that of the Cluster's own store."},
    {"the first WAL segment is missing",
     {"encountered an error while checking the presence of first needed WAL in the archive"},
     "The base backup was found, but not the WAL segment that it begins with: retention or a lifecycle rule "
     "of the bucket took it away.",
     "Choose another base backup with --backup-id, and exempt wals/ from lifecycle rules."},
    {"applications cannot log in after a recovery",
     {"password authentication failed"},
     "The Secret NAME-app belongs to the Cluster: it was deleted with it, and a new one holds a new "
     "password.",
     "Restart what reads the Secret, or name a Secret of your own under bootstrap.recovery.secret and "
     "initdb.secret."},
};

const size_t trouble_count = sizeof trouble_table / sizeof trouble_table[0];

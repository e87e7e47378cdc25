#!/usr/bin/python3
"""What the tests do to the store that no tool of Barman does: by boto3, the client that Barman uses.

    store.py make                          the bucket
    store.py copy FROM TO                  a generation, object by object
    store.py delete-wal GENERATION INDEX   a segment (sorted; -2: the last but one)
    store.py fail-backup GENERATION INDEX  backup.info says FAILED, as Barman's own class writes it; the end time stays
    store.py kill-backup GENERATION        a base backup that was killed: data, but no backup.info
    store.py put KEY FILE                  any object below the path
    store.py delete KEY
    store.py empty                         no object at all
"""
import io, os, re, sys

import boto3

BUCKET, PATH = os.environ["STORE_BUCKET"], "pg"
s3 = boto3.client("s3", endpoint_url=os.environ["STORE_ENDPOINT"])


def keys(prefix):
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=prefix):
        yield from (o["Key"] for o in page.get("Contents", ()))


def make():
    s3.create_bucket(Bucket=BUCKET)


def copy(source, target):
    for key in keys(f"{PATH}/{source}/"):
        s3.copy_object(Bucket=BUCKET, CopySource={"Bucket": BUCKET, "Key": key},
                       Key=key.replace(f"{PATH}/{source}/", f"{PATH}/{target}/", 1))


def delete_wal(generation, index):
    found = [k for k in keys(f"{PATH}/{generation}/wals/") if re.search(r"/[0-9A-F]{24}(\.gz)?$", k)]
    s3.delete_object(Bucket=BUCKET, Key=found[int(index)])
    print(os.path.basename(found[int(index)])[:24])


def infos(generation):
    return [k for k in keys(f"{PATH}/{generation}/base/") if k.endswith("/backup.info")]


def fail_backup(generation, index):
    from barman.infofile import BackupInfo
    key = infos(generation)[int(index)]
    info = BackupInfo(key.split("/")[-2])
    info.load(file_object=io.BytesIO(s3.get_object(Bucket=BUCKET, Key=key)["Body"].read()))
    info.set_attribute("status", "FAILED") if hasattr(info, "set_attribute") else setattr(info, "status", "FAILED")
    info.error = "failure uploading data (An error occurred (SlowDown) when calling the UploadPart operation)"
    out = io.BytesIO()
    info.save(file_object=out)
    s3.put_object(Bucket=BUCKET, Key=key, Body=out.getvalue())
    print(info.backup_id)


def kill_backup(generation):
    s3.put_object(Bucket=BUCKET, Key=f"{PATH}/{generation}/base/20200101T000000/data.tar", Body=b"x" * 1000)


def put(key, file):
    with open(file, "rb") as body:
        s3.put_object(Bucket=BUCKET, Key=f"{PATH}/{key}", Body=body)


def delete(key):
    s3.delete_object(Bucket=BUCKET, Key=f"{PATH}/{key}")


def empty():
    for key in keys(""):
        s3.delete_object(Bucket=BUCKET, Key=key)


if __name__ == "__main__":
    globals()[sys.argv[1].replace("-", "_")](*sys.argv[2:])

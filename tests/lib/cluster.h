/*
 * Parts of manifests for cmocka programs: each macro is some lines of one.
 */
#ifndef LIB_CLUSTER_H
#define LIB_CLUSTER_H

#define HEAD                                                                                                 \
    "apiVersion: postgresql.cnpg.io/v1\n"                                                                    \
    "kind: Cluster\n"                                                                                        \
    "metadata:\n"                                                                                            \
    "  name: db\n"                                                                                           \
    "spec:\n"

#define INITDB                                                                                               \
    "  bootstrap:\n"                                                                                         \
    "    initdb:\n"                                                                                          \
    "      database: app\n"

#define RECOVERY                                                                                             \
    "  bootstrap:\n"                                                                                         \
    "    recovery:\n"                                                                                        \
    "      source: old\n"

/* Where the Cluster archives: in-tree, or by the plugin. */
#define BACKUP(name)                                                                                         \
    "  backup:\n"                                                                                            \
    "    barmanObjectStore:\n"                                                                               \
    "      destinationPath: s3://b/\n"                                                                       \
    "      serverName: " name "\n"

#define PLUGIN(name)                                                                                         \
    "  plugins:\n"                                                                                           \
    "    - name: barman-cloud.cloudnative-pg.io\n"                                                           \
    "      isWALArchiver: true\n"                                                                            \
    "      parameters:\n"                                                                                    \
    "        barmanObjectName: store\n"                                                                      \
    "        serverName: " name "\n"

/* The external cluster `old`, in a list of its own. */
#define EXTERNAL(name)                                                                                       \
    "  externalClusters:\n"                                                                                  \
    "    - name: old\n"                                                                                      \
    "      barmanObjectStore:\n"                                                                             \
    "        destinationPath: s3://b\n"                                                                      \
    "        serverName: " name "\n"

#define EXTERNAL_PLUGIN(name)                                                                                \
    "  externalClusters:\n"                                                                                  \
    "    - name: old\n"                                                                                      \
    "      plugin:\n"                                                                                        \
    "        name: barman-cloud.cloudnative-pg.io\n"                                                         \
    "        parameters:\n"                                                                                  \
    "          barmanObjectName: store\n"                                                                    \
    "          serverName: " name "\n"

#endif

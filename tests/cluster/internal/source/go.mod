module cnpg-dr.dev/tests/cluster/internal/source

go 1.24.0

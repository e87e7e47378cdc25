package main

import (
	"crypto/sha256"
	"fmt"
	"io"
	"os"
)

// executable is the hash of CloudNativePG's manager. An instance that reports another one would be upgraded.
type executable string

func hashFile(path string) (executable, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, file); err != nil {
		return "", err
	}
	return executable(fmt.Sprintf("%x", hash.Sum(nil))), nil
}

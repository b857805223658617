package desk

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"hash"
)

func sign(method, secret, text string) string {
	hashes := map[string]func() hash.Hash{"sha1": sha1.New, "sha256": sha256.New}
	h := hmac.New(hashes[method], []byte(secret))
	h.Write([]byte(text))
	return hex.EncodeToString(h.Sum(nil))
}

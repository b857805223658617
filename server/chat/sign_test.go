package chat

import (
	"crypto/hmac"
	"crypto/sha256"
)

func sign(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}

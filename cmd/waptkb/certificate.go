package main

import (
	"bytes"
	"crypto/tls"
	"log/slog"
	"slices"
	"sync"
	"time"
)

// recheck is how long the files of a certificate are believed not to change.
const recheck = 5 * time.Second

// certificate gives the certificate of the server, read anew once its files have
// changed, so that renewing it needs no restart. While the new files cannot be
// used (one of them is still being written), the old certificate stays.
type certificate struct {
	certFile, keyFile string
	log               *slog.Logger

	mu      sync.Mutex
	current *tls.Certificate
	checked time.Time
}

func newCertificate(certFile, keyFile string, log *slog.Logger) (*certificate, error) {
	loaded, err := tls.LoadX509KeyPair(certFile, keyFile)
	return &certificate{certFile: certFile, keyFile: keyFile, log: log, current: &loaded, checked: time.Now()}, err
}

func (c *certificate) config() *tls.Config {
	return &tls.Config{
		MinVersion: tls.VersionTLS12,
		NextProtos: []string{"h2", "http/1.1"},
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
			return c.get(time.Now()), nil
		},
	}
}

// get gives the certificate in force.
func (c *certificate) get(now time.Time) *tls.Certificate {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now.Sub(c.checked) < recheck {
		return c.current
	}
	c.checked = now
	loaded, err := tls.LoadX509KeyPair(c.certFile, c.keyFile)
	switch {
	case err != nil:
		c.log.Warn("the new certificate cannot be used; the old one stays", "error", err)
	case !slices.EqualFunc(loaded.Certificate, c.current.Certificate, bytes.Equal):
		c.current = &loaded
		c.log.Info("the certificate has been read anew", "file", c.certFile)
	}
	return c.current
}
